// The rows of the table after a filter and a sort. Without either they are the nested bindings as they are.

import { type NestedBinding, type Progress, progressOf } from '../../../src/js/entry/page.js';
import type { NumberedAddress } from '../lib/address-range.js';

export type TableSort = 'address' | 'size' | 'service' | 'state';

export interface TableFilter {
  /** A part of the CIDR, of the name of the service, or of an ID; or an address that the binding covers. */
  readonly text: string;
  /** The number of the address in `text`; `null` where it is none. */
  readonly address: NumberedAddress | null;
  /** IDs of services; empty for all. */
  readonly services: ReadonlySet<string | null>;
  /** Empty for all. */
  readonly progress: ReadonlySet<Progress>;
  readonly sort: TableSort;
}

export const NO_FILTER: TableFilter = {
  text: '',
  address: null,
  services: new Set(),
  progress: new Set(),
  sort: 'address',
};

function isWhole({ text, services, progress, sort }: TableFilter): boolean {
  return text === '' && services.size === 0 && progress.size === 0 && sort === 'address';
}

/** The rows; a filtered or sorted list has no nesting. O(n log n). */
export function tableRows(
  nestedBindings: readonly NestedBinding[],
  filter: TableFilter,
  nameOf: (serviceId: string | null) => string,
): readonly NestedBinding[] {
  if (isWhole(filter)) return nestedBindings;
  const matches = bindingFilter(filter, nameOf);
  const rows = nestedBindings
    .filter((one) => matches(one))
    .map((one) => ({ ...one, depth: 0, descendantCount: 0 }));
  const compare = comparison(filter.sort, nameOf);
  return compare === null ? rows : rows.sort(compare);
}

function bindingFilter(
  { text, address, services, progress }: TableFilter,
  nameOf: (serviceId: string | null) => string,
): (one: NestedBinding) => boolean {
  const wanted = text.toLowerCase();
  const hasText = ({ binding, first, last }: NestedBinding): boolean => {
    if (address !== null) {
      const isFamily = binding.cidr.includes(':') === (address.family === 6);
      return isFamily && first <= address.number && address.number <= last;
    }
    const texts = [binding.cidr, nameOf(binding.serviceId), binding.id, binding.serviceId ?? ''];
    return texts.some((one) => one.toLowerCase().includes(wanted));
  };
  return (one) =>
    (wanted === '' || hasText(one)) &&
    (services.size === 0 || services.has(one.binding.serviceId)) &&
    (progress.size === 0 || progress.has(progressOf(one.binding.state)));
}

/** `null` for the order of addresses, which the bindings have already. */
function comparison(
  sort: TableSort,
  nameOf: (serviceId: string | null) => string,
): ((one: NestedBinding, other: NestedBinding) => number) | null {
  switch (sort) {
    case 'address':
      return null;
    case 'size':
      return (one, other) => compareNumbers(other.last - other.first, one.last - one.first);
    case 'service':
      return (one, other) => nameOf(one.binding.serviceId).localeCompare(nameOf(other.binding.serviceId));
    case 'state':
      return (one, other) => RANKS[progressOf(one.binding.state)] - RANKS[progressOf(other.binding.state)];
  }
}

function compareNumbers(one: bigint, other: bigint): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** What needs attention comes first. */
const RANKS: Readonly<Record<Progress, number>> = { stuck: 0, provisioning: 1, active: 2 };
