// What `check`, `lint` and plans know of a prefix and the services, as the core takes it: own properties of the right types.

import type { PrefixFacts } from '../types/api.js';
import { mapArray, optionalBoolean, optionalString, requireString } from './arguments.js';

/** A service with its name. */
export interface NamedService {
  readonly id: string;
  readonly name: string;
}

export function plainPrefix(prefix: PrefixFacts): object {
  return {
    cidr: requireString(prefix?.cidr, 'prefix.cidr'),
    approved: optionalString(prefix.approved, 'prefix.approved'),
    advertised: optionalBoolean(prefix.advertised, 'prefix.advertised'),
    onDemandLocked: optionalBoolean(prefix.onDemandLocked, 'prefix.onDemandLocked'),
  };
}

/** Null where the services are not known, which is not the same as no services. */
export function plainServices(services: readonly NamedService[] | undefined): object | null {
  if (services === undefined) return null;
  return mapArray(services, 'services', (service) => ({
    id: requireString(service?.id, 'service.id'),
    name: requireString(service.name, 'service.name'),
  }));
}
