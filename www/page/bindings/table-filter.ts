// The bar above the table of a long list: a search, chips for services and roll-outs, and the order.

import { type Palette, type Progress, progressOf, REGIONAL } from '../../../src/js/entry/page.js';
import { addressIn } from '../lib/address-range.js';
import { button, el, setChildren } from '../lib/dom.js';
import { serviceLabel } from '../services/service-label.js';
import type { OpenPrefix } from './open-prefix.js';
import { NO_FILTER, type TableFilter, type TableSort } from './table-view.js';

/** Shorter lists are read as a whole. */
const MIN_BINDINGS = 12;
const MAX_SERVICES = 8;
const SORTS: Readonly<Record<TableSort, string>> = {
  address: 'by address, nested',
  size: 'largest first',
  service: 'by service',
  state: 'not active first',
};
const PROGRESS_NAMES: Readonly<Record<Progress, string>> = {
  active: 'active',
  provisioning: 'rolling out',
  stuck: 'stuck',
};

/** Builds the bar in `root`; `onChange` filters the table and gives the number of its rows. */
export function createTableFilter(root: HTMLElement, onChange: (filter: TableFilter) => number) {
  let filter = NO_FILTER;
  let shown: OpenPrefix | null = null;
  const search = el('input', {
    type: 'search',
    'aria-label': 'Filter by CIDR, service, ID or address',
    placeholder: 'CIDR, service, ID or address',
    oninput: () => set({ text: search.value.trim(), address: addressIn(search.value.trim()) }),
  });
  const chips = el('div', { class: 'chips', role: 'group', 'aria-label': 'Show only' });
  const sort = el(
    'select',
    { 'aria-label': 'Order of the bindings', onchange: () => set({ sort: sort.value as TableSort }) },
    Object.entries(SORTS).map(([value, name]) => el('option', { value }, name)),
  );
  const status = el('p', { class: 'aside', role: 'status' });
  const clear = button('Clear', () => reset(), 'small');
  setChildren(root, [search, chips, sort, status, clear]);

  const set = (patch: Partial<TableFilter>): void => {
    filter = { ...filter, ...patch };
    const rows = onChange(filter);
    const isFiltered = filter.text !== '' || filter.services.size > 0 || filter.progress.size > 0;
    const all = shown?.nestedBindings.length ?? 0;
    status.textContent = isFiltered ? `${rows.toLocaleString('en')} of ${all.toLocaleString('en')}` : '';
    clear.hidden = !isFiltered && filter.sort === 'address';
  };
  const reset = (): void => {
    search.value = '';
    sort.value = 'address';
    for (const chip of chips.querySelectorAll('input')) chip.checked = false;
    set(NO_FILTER);
    search.focus();
  };
  const draw = (prefix: OpenPrefix, palette: Palette): void => {
    const { services, progress } = contents(prefix);
    setChildren(chips, [
      services.length > 1 &&
        services
          .slice(0, MAX_SERVICES)
          .map((id) =>
            chip(serviceLabel(id === null ? REGIONAL : palette.of(id)), filter.services.has(id), (on) =>
              set({ services: toggled(filter.services, id, on) }),
            ),
          ),
      progress.length > 1 &&
        progress.map((one) =>
          chip(PROGRESS_NAMES[one], filter.progress.has(one), (on) =>
            set({ progress: toggled(filter.progress, one, on) }),
          ),
        ),
    ]);
  };
  return {
    /** Shows the services and roll-outs of a prefix. Another prefix starts without a filter. */
    update(prefix: OpenPrefix, palette: Palette): void {
      if (prefix === shown) return;
      const isOther = shown?.prefix.id !== prefix.prefix.id;
      shown = prefix;
      root.hidden = prefix.nestedBindings.length < MIN_BINDINGS;
      if (isOther || root.hidden) {
        search.value = '';
        sort.value = 'address';
        filter = NO_FILTER;
      }
      draw(prefix, palette);
      set({});
    },
  };
}

/** The services and the roll-outs of the bindings, those with the most bindings first. */
function contents({ nestedBindings }: OpenPrefix) {
  const services = new Map<string | null, number>();
  const progress = new Set<Progress>();
  for (const { binding } of nestedBindings) {
    services.set(binding.serviceId, (services.get(binding.serviceId) ?? 0) + 1);
    progress.add(progressOf(binding.state));
  }
  const order: readonly Progress[] = ['active', 'provisioning', 'stuck'];
  return {
    services: [...services].sort(([, one], [, other]) => other - one).map(([id]) => id),
    progress: order.filter((one) => progress.has(one)),
  };
}

function chip(label: HTMLElement | string, checked: boolean, onToggle: (on: boolean) => void): HTMLElement {
  const box = el('input', { type: 'checkbox', checked, onchange: () => onToggle(box.checked) });
  return el('label', { class: 'radio chip' }, box, el('span', { class: 'radio-label' }, label));
}

function toggled<T>(set: ReadonlySet<T>, value: T, on: boolean): ReadonlySet<T> {
  const next = new Set(set);
  if (on) next.add(value);
  else next.delete(value);
  return next;
}
