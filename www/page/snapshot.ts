// Takes a snapshot of the open account: every object as the API sent it, one a line, in the order of docs/snapshot.md.

import { type Breath, mapped } from './breath.js';
import { addressNumber } from './number-line.js';
import { listAsSent, type Outcome, type Session } from './source.js';

type Sent = Readonly<Record<string, unknown>>;

const VERSION = 1;

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** By family, address and length, then by id. The core has read every CIDR before. */
function byBlock(one: Sent, other: Sent): number {
  const [a, b] = [blockKey(one), blockKey(other)];
  if (a.family !== b.family) return a.family - b.family;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.length !== b.length) return a.length - b.length;
  return byId(one, other);
}

function byId(one: Sent, other: Sent): number {
  const [a, b] = [text(one.id), text(other.id)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function blockKey(noun: Sent): { readonly family: number; readonly first: bigint; readonly length: number } {
  const [address = '', length = '0'] = text(noun.cidr).split('/');
  return { family: address.includes(':') ? 6 : 4, first: addressNumber(address), length: Number(length) };
}

function lines(nouns: readonly Sent[], order: (one: Sent, other: Sent) => number): string {
  const sorted = [...nouns].sort(order).map((noun) => JSON.stringify(noun));
  return sorted.length === 0 ? '[\n]' : `[\n${sorted.join(',\n')}\n]`;
}

/** A prefix with everything that hangs on it, as the API sent it. */
interface PrefixSent {
  readonly prefix: Sent;
  readonly bindings: readonly Sent[];
  readonly bgpPrefixes: readonly Sent[];
}

/** The text of a snapshot. */
export function snapshotText(
  accountId: string,
  takenAt: Date,
  services: readonly Sent[],
  prefixes: readonly PrefixSent[],
): string {
  const parts = [...prefixes]
    .sort((one, other) => byBlock(one.prefix, other.prefix))
    .map(
      ({ prefix, bindings, bgpPrefixes }) =>
        `{"prefix":${JSON.stringify(prefix)},\n"bindings":${lines(bindings, byBlock)},\n"bgp_prefixes":${lines(bgpPrefixes, byBlock)}}`,
    );
  return `{"byoip_snapshot":${VERSION},
"account_id":${JSON.stringify(accountId)},
"taken_at":${JSON.stringify(takenAt.toISOString().replace(/\.\d+Z$/, 'Z'))},
"services":${lines(services, byId)},
"prefixes":[\n${parts.join(',\n')}\n]
}
`;
}

/** Reads the whole account anew and gives the snapshot; a list that fails makes the whole fail, never a shorter one. */
export async function takeSnapshot(
  session: Session,
  breath: Breath,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  const takenAt = new Date();
  const services = await listAsSent('list-services', 'services', session, signal);
  if (services.kind === 'problem') return services;
  const prefixes = await listAsSent('list-prefixes', 'prefixes', session, signal);
  if (prefixes.kind === 'problem') return prefixes;
  const sent: PrefixSent[] = [];
  for (const prefix of prefixes.value) {
    const path = `prefixes/${encodeURIComponent(text(prefix.id))}`;
    const bindings = await listAsSent('list-bindings', `${path}/bindings`, session, signal);
    if (bindings.kind === 'problem') return bindings;
    const bgp = await listAsSent('list-bgp-prefixes', `${path}/bgp/prefixes`, session, signal);
    if (bgp.kind === 'problem') return bgp;
    sent.push({
      prefix,
      bindings: await mapped(bindings.value, (one) => one, breath),
      bgpPrefixes: bgp.value,
    });
  }
  return { kind: 'here', value: snapshotText(session.accountId, takenAt, services.value, sent) };
}
