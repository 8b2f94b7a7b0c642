// What state a prefix is in: its size, its approval, and whether the Internet is told of it.

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
  return { name: 'Approval', value: approved ? escapeInvisible(approved, 30) : 'not told', tone: 'plain' };
}

function advertisement(bgp: Loadable<readonly BgpPrefix[] | null>): PrefixDetail[] {
  const name = 'BGP';
  if (bgp.kind === 'ready' && bgp.value === null) return [{ name, value: 'not told', tone: 'plain' }];
  if (bgp.kind === 'error') return [{ name, value: 'could not be read', tone: 'wait' }];
  if (bgp.kind !== 'ready') return [{ name, value: 'loading…', tone: 'plain' }];
  const list = bgp.value ?? [];
  if (list.length === 0) return [{ name, value: 'no BGP prefix', tone: 'plain' }];
  const facts: PrefixDetail[] = [];
  const on = list.filter(({ onDemand }) => onDemand?.advertised === true);
  const off = list.filter(({ onDemand }) => onDemand?.advertised === false);
  const reached = on.reduce((sum, { cidr }) => {
    const { first, last } = rangeOfCidr(cidr);
    return sum + last - first + 1n;
  }, 0n);
  if (on.length > 0) {
    facts.push({
      name,
      value: `advertised: traffic arrives for ${formatAddressCount(reached)}`,
      tone: 'good',
    });
  } else if (off.length === list.length) {
    facts.push({ name, value: 'withdrawn: no traffic arrives', tone: 'wait' });
  } else facts.push({ name, value: 'advertisement not told, on demand is off', tone: 'plain' });
  if (on.length > 0 && on.length < list.length) {
    facts.push({ name: 'Of these', value: `${on.length} of ${list.length} BGP prefixes`, tone: 'plain' });
  }
  if (list.some(({ onDemand }) => onDemand?.onDemandLocked === true)) {
    facts.push({ name: 'Lock', value: 'advertisement is locked', tone: 'wait' });
  }
  const prepend = list.reduce((most, { asnPrependCount }) => Math.max(most, asnPrependCount ?? 0), 0);
  if (prepend > 0) facts.push({ name: 'Prepend', value: `${prepend} ×`, tone: 'plain' });
  return facts;
}

/** The facts of a prefix, as a list of terms. */
export function prefixDetails(prefix: Prefix, bgp: Loadable<readonly BgpPrefix[] | null>): HTMLElement {
  const { first, last } = rangeOfCidr(prefix.cidr);
  const facts: PrefixDetail[] = [
    { name: 'Size', value: formatAddressCount(last - first + 1n), tone: 'plain' },
    approval(prefix.approved),
    ...advertisement(bgp),
  ];
  if (prefix.asn !== undefined && prefix.asn !== null) {
    facts.push({ name: 'Origin', value: `AS${prefix.asn}`, tone: 'plain' });
  } else if ('asn' in prefix.extra) {
    facts.push({
      name: 'Origin',
      value: escapeInvisible(JSON.stringify(prefix.extra.asn), 30),
      tone: 'plain',
    });
  }
  return el(
    'dl',
    { class: 'facts', 'aria-label': 'State of the prefix' },
    facts.map(({ name, value, tone }) =>
      el('div', {}, el('dt', {}, name), el('dd', { class: `tone-${tone}` }, value)),
    ),
  );
}
