// Takes a snapshot of the account: every object as the API sent it, in the canonical form of docs/snapshot.md.

import type { LoadResult, PageError } from '../errors/page-error.js';
import { callPlannerUntil } from '../planner/planner-client.js';
import { fetchRawList, type Session } from '../source/api.js';

/** True where the API refused because of the token, which may read the other lists. */
function isPermissionError({ refusal = 'refused' }: PageError): boolean {
  return ['forbidden', 'authentication', 'credential-refused'].includes(refusal);
}

/**
 * Reads the whole account again. An error in one list fails the whole snapshot: it is never incomplete. Delegations that the
 * token may not list are absent, with the reason.
 */
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
    const delegations = await fetchRawList('list-delegations', session, signal, id);
    if (delegations.kind === 'error' && !isPermissionError(delegations.error)) return delegations;
    rawPrefixes.push({
      prefix,
      bindings: bindings.value,
      bgp_prefixes: bgp.value,
      ...(delegations.kind === 'ready'
        ? { delegations: delegations.value }
        : { unread: { delegations: 'the token may not list them' } }),
    });
  }
  const snapshot = {
    byoip_snapshot: 2,
    account_id: session.accountId,
    taken_at: takenAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    services: services.value,
    prefixes: rawPrefixes,
  };
  return { kind: 'ready', value: await callPlannerUntil(signal, 'snapshot', JSON.stringify(snapshot)) };
}
