// What one look shows: the drift since the baseline, block by block, and states that are faults by themselves.

import { type Drift, type DriftFinding, type PrefixSnapshot, progressOf, type Snapshot } from 'byoip';
import type { KnownChange, WatchedChange, WholeLook } from './machine.js';

/** Classes that say the same of a block. Which one the drift reports depends on other blocks. */
const SAME: Readonly<Record<string, string>> = {
  'bindings-all-lost': 'binding-lost',
  'default-lost': 'binding-lost',
  'bindings-lost': 'binding-lost',
  'withdrawn-only': 'withdrawn',
  'bgp-withdrawn': 'withdrawn',
};

/** The changes of a look, as the machine takes them. Without a baseline (`drift` is null) only what is a fault by itself. O(n). */
export function changesOf(
  now: Snapshot,
  drift: Drift | null,
): Pick<WholeLook, 'changes' | 'hides' | 'rollouts'> {
  const changes = [
    ...(drift?.findings ?? []).flatMap(ofFinding),
    ...now.prefixes.flatMap(stuckBindings),
    ...(drift?.notCompared ?? []).flatMap((one) => unreadList(now, one)),
  ];
  return { changes, hides: hidden(changes, drift), rollouts: rolloutsOf(now) };
}

/** A finding as one change for each of its blocks. */
function ofFinding(finding: DriftFinding): readonly WatchedChange[] {
  const { code, severity, prefix, cidrs, message, restore } = finding;
  // Stuck bindings come from the snapshot, so that one that was stuck in the baseline counts as well.
  if (code === 'binding-stuck') return [];
  const kind = SAME[code] ?? code;
  const blocks = cidrs.length === 0 ? [null] : cidrs;
  const detail = kind === code ? detailOf(finding) : '';
  return blocks.map((cidr) => ({
    key: `${kind} ${prefix} ${cidr} ${detail}`,
    code,
    severity,
    prefix,
    cidr,
    message,
    restore,
  }));
}

/** What tells two findings of a class about one block apart: the quoted names, not the counts, which change with other blocks. */
function detailOf({ code, message }: DriftFinding): string {
  return code === 'bgp-changed' ? message : (message.match(/`[^`]*`/g) ?? []).join(' ');
}

function stuckBindings({ prefix, bindings }: PrefixSnapshot): readonly WatchedChange[] {
  return bindings
    .filter(({ state }) => progressOf(state) === 'stuck')
    .map(({ cidr, state }) => ({
      key: `binding-stuck ${prefix.cidr} ${cidr} ${state}`,
      code: 'binding-stuck',
      severity: 'warning',
      prefix: prefix.cidr,
      cidr,
      message: `bindings of ${prefix.cidr} have the state ${JSON.stringify(state)} and do not become active by themselves`,
      restore:
        state === 'magic_transit_route_missing'
          ? 'nothing: add a Magic route that covers the block'
          : 'nothing: ask Cloudflare what the state means',
    }));
}

/** A list that the baseline has and this look does not: its changes cannot be seen. */
function unreadList(now: Snapshot, { prefix, list, message }: Drift['notCompared'][number]) {
  const state = now.prefixes.find((one) => one.prefix.cidr === prefix);
  if (state === undefined || (state[list] ?? null) !== null) return [];
  const change: WatchedChange = {
    key: `list-unread ${prefix} ${list}`,
    code: 'list-unread',
    severity: 'warning',
    prefix,
    cidr: prefix,
    message: `${list === 'delegations' ? 'the delegations' : 'the BGP prefixes'} are not watched: ${message}`,
    restore: 'nothing: give the token the right to read them',
  };
  return [change];
}

/** The bindings that are rolled out, by ID. */
function rolloutsOf(now: Snapshot): WholeLook['rollouts'] {
  const all = now.prefixes.flatMap(({ prefix, bindings }) =>
    bindings
      .filter(({ state }) => progressOf(state) === 'provisioning')
      .map(({ id, cidr }): [string, WatchedChange] => [
        id,
        {
          key: `rollout-overdue ${prefix.cidr} ${cidr} ${id}`,
          code: 'rollout-overdue',
          severity: 'warning',
          prefix: prefix.cidr,
          cidr,
          message: `bindings of ${prefix.cidr} have been \`provisioning\` for more than six hours`,
          restore: 'nothing: wait, or ask Cloudflare why the rollout takes so long',
        },
      ]),
  );
  return new Map(all);
}

/** Delegations of one block to several accounts are lost and restored one by one. */
const isDelegation = (code: string): boolean => code.startsWith('delegation-');

/**
 * Which changes a look cannot tell to be over: those of a list that was not compared, those of a prefix that is gone, since the drift
 * has nothing below it, and those of a block that has another error: a withdrawn block whose BGP prefix is gone now is not back.
 */
function hidden(changes: readonly WatchedChange[], drift: Drift | null): WholeLook['hides'] {
  const gone = new Set(changes.filter(({ code }) => code === 'prefix-gone').map(({ prefix }) => prefix));
  const errors = changes.filter(({ severity, code }) => severity === 'error' && !isDelegation(code));
  const broken = new Set(errors.map(({ prefix, cidr }) => `${prefix} ${cidr}`));
  const unread = new Set((drift?.notCompared ?? []).map(({ prefix, list }) => `${prefix} ${list}`));
  const listOf = ({ code }: Pick<KnownChange, 'code'>) =>
    isDelegation(code) ? 'delegations' : /^(bgp|withdrawn)-/.test(code) ? 'bgpPrefixes' : '';
  return (change) =>
    gone.has(change.prefix) ||
    (!isDelegation(change.code) && broken.has(`${change.prefix} ${change.cidr}`)) ||
    unread.has(`${change.prefix} ${listOf(change)}`);
}
