// Services by name: wherever the id of a service may stand, its name may stand too.

import { findService } from '../../plan/find-service.js';
import type { ServiceBinding } from '../../types/api.js';
import type { NamedService } from '../../wasm/plain-facts.js';
import { errorInText } from '../errors.js';
import { safeText } from '../output.js';
import type { BoundPrefix } from './account-prefix.js';

/** The services that an account lists, or else those that its bindings name. */
export function knownServices(
  services: readonly NamedService[] | undefined,
  prefixes: readonly Pick<BoundPrefix, 'bindings'>[],
): readonly NamedService[] {
  if (services !== undefined) return services;
  const names = new Map<string, string>();
  for (const { bindings } of prefixes) {
    for (const { serviceId, serviceName } of bindings) {
      if (serviceId !== null && !names.get(serviceId)) names.set(serviceId, serviceName ?? '');
    }
  }
  return [...names].map(([id, name]) => ({ id, name }));
}

/** Whether a text has the form of the id of a service. */
export const isServiceId = (text: string): boolean =>
  /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(text);

/**
 * The id of the service that a text on the command line means: an id, or a name without regard to case. Without known services
 * every text is an id.
 *
 * @throws CommandError `service-name-unknown`, `service-name-ambiguous`, with the position
 */
export function serviceIdOf(text: string, known: readonly NamedService[], source: string): string {
  // The start of the planner's wasm is saved, and the rules know what to say about an unknown id.
  if (known.length === 0 || isServiceId(text) || text === '') return text;
  try {
    return findService(known, text).id;
  } catch (error) {
    throw errorInText(error, text, source);
  }
}

/** The service of a binding as a cell: its name, or its id without one or where ids are asked for. */
export function serviceText(
  { serviceId, serviceName }: Pick<ServiceBinding, 'serviceId' | 'serviceName'>,
  ids: boolean,
): string {
  return safeText((ids ? null : serviceName) || (serviceId ?? '-'));
}
