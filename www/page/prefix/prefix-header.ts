// The choice of the prefix, and the state of the selected one: its size, approval and BGP advertisement.

import { type BgpPrefix, formatAddressCount, type Prefix } from '../../../src/js/entry/page.js';
import type { Loadable } from '../errors/page-error.js';
import { rangeOfCidr } from '../lib/address-range.js';
import { button, type Child, el, mountPoint, radio, setChildren } from '../lib/dom.js';
import { escapeInvisible, untrustedText } from '../lib/escape-text.js';
import { minuteText } from '../lib/minute-text.js';
import type { PageState } from '../state/page-state.js';

export interface PrefixHeaderHandlers {
  /** Gets the ID of a prefix. */
  onSelect(id: string): void;
  /** Reads the open prefix again. */
  onRefresh(): void;
}

export function drawPrefixHeader(state: PageState, { onSelect, onRefresh }: PrefixHeaderHandlers): void {
  const { account, prefixId, bgp, session, readAt } = state;
  const place = mountPoint('prefix');
  const prefixes = account.kind === 'ready' ? account.value.prefixes : [];
  const prefix = prefixes.find(({ id }) => id === prefixId);
  const hadFocus = place.contains(document.activeElement);
  const wasRefresh = hadFocus && document.activeElement?.matches('.refresh') === true;
  place.hidden = prefix === undefined;
  const refreshButton = button('Refresh', onRefresh, 'small refresh');
  setChildren(
    place,
    prefix === undefined
      ? []
      : [
          prefixPicker(prefixes, prefixId, onSelect),
          prefixDetails(prefix, bgp, readAt),
          session !== null && refreshButton,
        ],
  );
  if (wasRefresh) refreshButton.focus();
  // The radio button that was pressed has been replaced: its successor gets the focus.
  else if (hadFocus && !wasRefresh) place.querySelector<HTMLElement>('input:checked, select')?.focus();
}

/** More prefixes are shown as a list. */
const MAX_RADIOS = 6;

/** Radio buttons, or a list where there are many. */
function prefixPicker(
  prefixes: readonly Prefix[],
  chosen: string | null,
  onSelect: (prefixId: string) => void,
): HTMLElement {
  if (prefixes.length > MAX_RADIOS) {
    const list = el(
      'select',
      { id: 'prefix-list', onchange: () => onSelect(list.value) },
      prefixes.map(({ id, cidr, description }) =>
        el(
          'option',
          { value: id, selected: id === chosen },
          description ? `${cidr} · ${escapeInvisible(description, 40)}` : cidr,
        ),
      ),
    );
    return el('div', { class: 'picker' }, el('label', { for: 'prefix-list' }, 'Prefix'), list);
  }
  return el(
    'fieldset',
    { class: 'picker' },
    el('legend', {}, 'Prefix'),
    prefixes.map(({ id, cidr, description }) =>
      radio(
        { name: 'prefix', value: id, checked: id === chosen, onchange: () => onSelect(id) },
        cidr,
        description ? el('small', {}, untrustedText(description, 40)) : null,
      ),
    ),
  );
}

/** Name, value and tone. */
type PrefixDetail = readonly [name: string, value: Child, tone: 'good' | 'wait' | 'plain'];

function approval(approved: string | null | undefined): PrefixDetail {
  if (approved === 'V') return ['Approval', 'approved', 'good'];
  if (approved === 'P') return ['Approval', 'pending', 'wait'];
  return ['Approval', approved ? escapeInvisible(approved, 30) : 'unknown', 'plain'];
}

function bgpDetails(bgp: Loadable<readonly BgpPrefix[] | null>): readonly PrefixDetail[] {
  if (bgp.kind === 'error') return [['BGP', 'could not load', 'wait']];
  if (bgp.kind !== 'ready') return [['BGP', 'loading…', 'plain']];
  if (bgp.value === null) return [['BGP', 'unknown: traffic may arrive', 'wait']];
  const list = bgp.value;
  if (list.length === 0) return [['BGP', 'no BGP prefix', 'plain']];
  const details = [advertisement(list)];
  if (list.some(({ onDemand }) => onDemand?.onDemandLocked === true)) {
    details.push(['Lock', 'advertisement is locked', 'wait']);
  }
  const prepend = list.reduce((most, { asnPrependCount }) => Math.max(most, asnPrependCount ?? 0), 0);
  if (prepend > 0) details.push(['Prepend', `${prepend} ×`, 'plain']);
  return details;
}

function advertisement(list: readonly BgpPrefix[]): PrefixDetail {
  const count = (state: boolean): number =>
    list.filter(({ onDemand }) => onDemand?.advertised === state).length;
  const advertised = count(true);
  if (advertised === list.length) return ['BGP', 'advertised', 'good'];
  if (advertised > 0) return ['BGP', `advertised: ${advertised} of ${list.length} BGP prefixes`, 'good'];
  if (count(false) === list.length) return ['BGP', 'withdrawn: no traffic arrives', 'wait'];
  return ['BGP', 'unknown, on demand is off', 'wait'];
}

function originAs({ asn, extra }: Prefix): readonly PrefixDetail[] {
  if (asn !== undefined && asn !== null) return [['Origin AS', `AS${asn}`, 'plain']];
  return 'asn' in extra ? [['Origin AS', escapeInvisible(JSON.stringify(extra.asn), 30), 'plain']] : [];
}

/** The details of a prefix as a description list. */
function prefixDetails(
  prefix: Prefix,
  bgp: Loadable<readonly BgpPrefix[] | null>,
  readAt: string | null,
): HTMLElement {
  const { first, last } = rangeOfCidr(prefix.cidr);
  const size: PrefixDetail = ['Size', formatAddressCount(last - first + 1n), 'plain'];
  const read: readonly PrefixDetail[] = readAt === null ? [] : [['Read', minuteText(readAt), 'plain']];
  const details = [size, approval(prefix.approved), ...bgpDetails(bgp), ...originAs(prefix), ...read];
  return el(
    'dl',
    { class: 'facts', 'aria-label': 'State of the prefix' },
    details.map(([name, value, tone]) =>
      el('div', {}, el('dt', {}, name), el('dd', { class: `tone-${tone}` }, value)),
    ),
  );
}
