// Finds the service that a person means, by its id or its name.

import { findService as rawFindService, startPlanner } from 'host/planner.js';
import { mapArray, requireString } from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import type { NamedService } from '../wasm/plain-facts.js';

/** The service that `findService` has found. */
export interface FoundService {
  /** A hexadecimal id is in lower case. */
  readonly id: string;
  /** Absent where the id is not among the services, or has no name there. */
  readonly name?: string;
}

/**
 * Finds a service by its id or name. In this order: a known id; any hexadecimal id of 32 digits or a UUID, known or not, without
 * regard to case; the exact name; the name without regard to case (Unicode lower case) and to white space around it. A name that
 * looks like an id is read as an id. Nothing else is equal: a name with an invisible character, with one that looks like another
 * one, or in another Unicode normalisation is unknown. O(services).
 *
 * @throws ByoipError `id-empty`, `service-name-unknown`, `service-name-ambiguous`; the help lists the services and suggests the
 *   most similar one
 *
 * @example
 * ```ts
 * findService([{ id: 'c0', name: 'CDN' }], 'cdn'); // { id: 'c0', name: 'CDN' }
 * ```
 */
export function findService(services: readonly NamedService[], text: string): FoundService {
  const wanted = requireString(text, 'text');
  const { ids, names } = serviceColumns(services);
  const [id = '', name] = callWasm(() => {
    startPlanner();
    return rawFindService(ids, names, wanted);
  }, wanted);
  return name === undefined ? { id } : { id, name };
}

/** Services as columns, in which they cross to the wasm. */
export function serviceColumns(services: readonly NamedService[]): { ids: string[]; names: string[] } {
  const ids = mapArray(services, 'services', (service) => requireString(service?.id, 'service.id'));
  return { ids, names: services.map(({ name }) => requireString(name, 'service.name')) };
}
