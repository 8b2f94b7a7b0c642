// The edits that restore an earlier list of bindings.

import type { Service } from '../../../src/js/entry/page.js';
import type { BindingEdit } from '../state/draft-model.js';
import { type BindingDifference, sameService } from './compare-bindings.js';

/** Leaves out regional bindings, and services that the account no longer has. */
export function rollbackEdits(
  differences: readonly BindingDifference[],
  services: readonly Service[],
): readonly BindingEdit[] {
  return differences.flatMap((difference): BindingEdit[] => {
    const { cidr } = difference;
    if (difference.kind === 'added') {
      return difference.after.serviceId === null ? [] : [{ cidr, serviceId: null }];
    }
    const service = serviceOf(difference.before, services);
    return service === undefined ? [] : [{ cidr, serviceId: service.id }];
  });
}

/** The service of the account that a binding of another list goes to, by ID or by name. */
export function serviceOf(
  binding: Parameters<typeof sameService>[1],
  services: readonly Service[],
): Service | undefined {
  return services.find(({ id, name }) =>
    sameService({ cidr: '', serviceId: id, serviceName: name }, binding),
  );
}
