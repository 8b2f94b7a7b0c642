// The state of a prefix: its size, approval and BGP advertisement.

import type { BgpPrefix, Prefix } from '../../../src/js/entry/page.js';
import type { Loadable } from '../errors/loadable.js';
import { formatAddressCount, rangeOfCidr } from '../lib/address-range.js';
import { type Child, el } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';

interface PrefixDetail {
  readonly name: string;
  readonly value: Child;
  readonly tone: 'good' | 'wait' | 'plain';
}

function approval(approved: string | null | undefined): PrefixDetail {
  if (approved === 'V') return { name: 'Approval', value: 'approved', tone: 'good' };
  if (approved === 'P') return { name: 'Approval', value: 'pending', tone: 'wait' };
  return { name: 'Approval', value: approved ? escapeInvisible(approved, 30) : 'unknown', tone: 'plain' };
}

function bgpDetails(bgp: Loadable<readonly BgpPrefix[] | null>): PrefixDetail[] {
  const name = 'BGP';
  if (bgp.kind === 'ready' && bgp.value === null) return [{ name, value: 'unknown', tone: 'plain' }];
  if (bgp.kind === 'error') return [{ name, value: 'could not load', tone: 'wait' }];
  if (bgp.kind !== 'ready') return [{ name, value: 'loading…', tone: 'plain' }];
  const list = bgp.value ?? [];
  if (list.length === 0) return [{ name, value: 'no BGP prefix', tone: 'plain' }];
  const details: PrefixDetail[] = [];
  const advertised = list.filter(({ onDemand }) => onDemand?.advertised === true);
  const withdrawn = list.filter(({ onDemand }) => onDemand?.advertised === false);
  const isPartial = advertised.length < list.length;
  if (advertised.length > 0) {
    const value = isPartial
      ? `advertised: ${advertised.length} of ${list.length} BGP prefixes`
      : 'advertised';
    details.push({ name, value, tone: 'good' });
  } else if (withdrawn.length === list.length) {
    details.push({ name, value: 'withdrawn: no traffic arrives', tone: 'wait' });
  } else details.push({ name, value: 'unknown, on demand is off', tone: 'plain' });
  if (list.some(({ onDemand }) => onDemand?.onDemandLocked === true)) {
    details.push({ name: 'Lock', value: 'advertisement is locked', tone: 'wait' });
  }
  const prepend = list.reduce((most, { asnPrependCount }) => Math.max(most, asnPrependCount ?? 0), 0);
  if (prepend > 0) details.push({ name: 'Prepend', value: `${prepend} ×`, tone: 'plain' });
  return details;
}

/** The details of a prefix as a description list. */
export function prefixDetails(prefix: Prefix, bgp: Loadable<readonly BgpPrefix[] | null>): HTMLElement {
  const { first, last } = rangeOfCidr(prefix.cidr);
  const details: PrefixDetail[] = [
    { name: 'Size', value: formatAddressCount(last - first + 1n), tone: 'plain' },
    approval(prefix.approved),
    ...bgpDetails(bgp),
  ];
  if (prefix.asn !== undefined && prefix.asn !== null) {
    details.push({ name: 'Origin AS', value: `AS${prefix.asn}`, tone: 'plain' });
  } else if ('asn' in prefix.extra) {
    details.push({
      name: 'Origin AS',
      value: escapeInvisible(JSON.stringify(prefix.extra.asn), 30),
      tone: 'plain',
    });
  }
  return el(
    'dl',
    { class: 'facts', 'aria-label': 'State of the prefix' },
    details.map(({ name, value, tone }) =>
      el('div', {}, el('dt', {}, name), el('dd', { class: `tone-${tone}` }, value)),
    ),
  );
}
