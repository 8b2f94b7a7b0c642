// Takes a snapshot of the account: every object as the API sent it, in the canonical form of docs/snapshot.md.

import type { LoadResult } from '../errors/page-error.js';
import { callPlannerUntil } from '../planner/planner-client.js';
import { fetchRawList, type Session } from '../source/api.js';

/** Reads the whole account again. An error in one list fails the whole snapshot: it is never incomplete. */
export async function takeSnapshot(session: Session, signal: AbortSignal): Promise<LoadResult<string>> {
  const takenAt = new Date();
  const services = await fetchRawList('list-services', session, signal);
  if (services.kind === 'error') return services;
  const prefixes = await fetchRawList('list-prefixes', session, signal);
  if (prefixes.kind === 'error') return prefixes;
  const rawPrefixes: object[] = [];
  for (const prefix of prefixes.value) {
    const id = typeof prefix.id === 'string' ? prefix.id : '';
    const bindings = await fetchRawList('list-bindings', session, signal, id);
    if (bindings.kind === 'error') return bindings;
    const bgp = await fetchRawList('list-bgp-prefixes', session, signal, id);
    if (bgp.kind === 'error') return bgp;
    rawPrefixes.push({ prefix, bindings: bindings.value, bgp_prefixes: bgp.value });
  }
  const snapshot = {
    byoip_snapshot: 1,
    account_id: session.accountId,
    taken_at: takenAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    services: services.value,
    prefixes: rawPrefixes,
  };
  return { kind: 'ready', value: await callPlannerUntil(signal, 'snapshot', JSON.stringify(snapshot)) };
}
