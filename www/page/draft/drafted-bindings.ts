// The bindings of a prefix with its draft applied.

import type { Service, ServiceBinding } from '../../../src/js/entry/page.js';
import { type Draft, desiredBindings } from '../state/draft-model.js';

/** Bindings that the draft keeps have their id and state; new ones have neither. O(n). */
export function draftedBindings(
  bindings: readonly ServiceBinding[],
  draft: Draft,
  currentServices: ReadonlyMap<string, string>,
  services: readonly Service[],
): readonly ServiceBinding[] {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  const kept = bindings.filter(({ cidr, serviceId }) => serviceId === null || !draft.changes.has(cidr));
  const added = desiredBindings(draft, currentServices)
    .filter(({ cidr }) => draft.changes.has(cidr))
    .map(
      ({ cidr, serviceId }): ServiceBinding => ({
        id: '',
        cidr,
        serviceId,
        serviceName: names.get(serviceId) ?? null,
        state: null,
        extra: {},
      }),
    );
  return [...kept, ...added];
}
