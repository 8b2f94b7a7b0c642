// The state of the open prefix: its size, approval and BGP advertisement, when it was read, and a button to read it again.

import { type BgpPrefix, formatAddressCount, type Prefix } from '../../../src/js/entry/page.js';
import type { Loadable } from '../errors/page-error.js';
import { rangeOfCidr } from '../lib/address-range.js';
import { button, type Child, el, mountPoint, setChildren } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { minuteText } from '../lib/minute-text.js';
import type { PageState } from '../state/page-state.js';

/** `onRefresh` reads the prefix again. */
export function drawPrefixHeader(state: PageState, onRefresh: () => void): void {
  const { account, prefixId, bgp, session, readAt } = state;
  const place = mountPoint('prefix');
  const prefixes = account.kind === 'ready' ? account.value.prefixes : [];
  const prefix = prefixes.find(({ id }) => id === prefixId);
  const hadFocus = place.contains(document.activeElement);
  place.hidden = prefix === undefined;
  const refresh = button('Refresh', onRefresh, 'small refresh');
  setChildren(place, [prefix && prefixDetails(prefix, bgp, readAt), prefix && session !== null && refresh]);
  // The button that was pressed has been replaced: its successor gets the focus.
  if (hadFocus) refresh.focus();
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
