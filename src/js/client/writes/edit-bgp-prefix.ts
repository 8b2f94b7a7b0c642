// Edits a BGP prefix: done when reading it back shows the edit.

import type { BgpPrefix } from '../../types/api.js';
import { isByoipError } from '../../types/errors.js';
import { APIError, apiError, retold } from '../api-error.js';
import type { Call, Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import { doubtOf, leftOpen, look, unseen, whatNow } from './write-fate.js';

/** An edit with all that it needs. */
export type EditCall = Call<'edit-bgp-prefix'> & { readonly prefixId: string; readonly bgpPrefixId: string };

const LOOK = 'get the BGP prefix';

/** A reading: `held` where it shows all of the edit, `never` where no later one will. */
type Reading = 'held' | 'never';

/**
 * Edits the BGP prefix of `call`, and reads it back: a success of a locked prefix has been seen to change nothing. The
 * same edit twice is the same as once, so that it is sent again where a reading shows that it did not take hold.
 */
export async function editBgpPrefix(
  transport: Transport,
  call: EditCall,
  options: CallOptions,
): Promise<Reply<BgpPrefix>> {
  const retries = transport.retries(options);
  const { accountId, prefixId, bgpPrefixId } = call;
  const get = () =>
    transport.read({ operation: 'get-bgp-prefix', accountId, prefixId, bgpPrefixId }, options);
  const readBack = (count: number) =>
    look(transport, count, options, get, ({ result }) => readingOf(call, result));
  const all = transport.looks.count;
  let open = false;

  for (let attempt = 1; ; attempt++) {
    const { reply, error } = await tryOnce(transport, call, options, attempt);
    if (reply !== null) {
      const { seen, verdict } = await readBack(all).catch((cause) => {
        throw unconfirmed(reply, cause);
      });
      if (verdict === 'held') return { ...reply, result: seen.result };
      throw ineffective(call, seen.result, reply.status);
    }
    const doubt = doubtOf(error);
    open ||= doubt === 'open';
    if (doubt === 'none' || !(error instanceof APIError)) {
      throw open ? leftOpen(error, LOOK) : error;
    }
    const again = error.retryable && attempt <= retries;
    let late = null;
    try {
      const waits = again && (doubt === 'refused' || error.retryAfter !== undefined);
      if (waits) late = await transport.rest(error, attempt, options);
      const { seen, verdict } = await readBack(open ? all : 1);
      if (verdict === 'held') return seen;
    } catch (cause) {
      throw unseen(error, open, cause, LOOK);
    }
    if (again && late === null) continue;
    const last = late ?? error;
    throw open ? leftOpen(last, LOOK) : last;
  }
}

async function tryOnce(transport: Transport, call: EditCall, options: CallOptions, attempt: number) {
  try {
    return { reply: await transport.once(call, options, attempt), error: null };
  } catch (error) {
    if (isByoipError(error)) return { reply: null, error };
    throw error;
  }
}

/** The parts of an edit that a reading does not show, by their names in the call. */
function missed(call: EditCall, { onDemand, asnPrependCount, autoAdvertiseWithdraw }: BgpPrefix): string[] {
  const { advertised, asnPrependCount: count, autoAdvertiseWithdraw: auto } = call;
  return [
    ...(advertised === undefined || onDemand?.advertised === advertised ? [] : ['on_demand.advertised']),
    ...(count === undefined || asnPrependCount === count ? [] : ['asn_prepend_count']),
    ...(auto === undefined || autoAdvertiseWithdraw === auto ? [] : ['auto_advertise_withdraw']),
  ];
}

/** True where the advertisement is not for a call to change. */
function isFixed({ onDemand }: BgpPrefix): boolean {
  return onDemand?.onDemandLocked === true || onDemand?.onDemandEnabled === false;
}

function readingOf(call: EditCall, seen: BgpPrefix): Reading | null {
  const left = missed(call, seen);
  if (left.length === 0) return 'held';
  return left.includes('on_demand.advertised') && isFixed(seen) ? 'never' : null;
}

function ineffective(call: EditCall, seen: BgpPrefix, status: number): APIError {
  const left = missed(call, seen);
  const names = left.map((name) => `\`${name}\``).join(' and ');
  const fixed = left.includes('on_demand.advertised') && isFixed(seen);
  const reason = !fixed
    ? ''
    : seen.onDemand?.onDemandLocked === true
      ? ': it is locked'
      : ': it is not on demand';
  return apiError(
    {
      code: 'edit-ineffective',
      message: `the API answered with success, and ${names} of the BGP prefix did not change${reason}`,
      help: fixed
        ? 'ask the account team at Cloudflare: no call can change the advertisement of this prefix'
        : 'get the BGP prefix again later, and look at what controls its advertisement',
      outcome: 'rejected',
      retryable: false,
    },
    { status },
  );
}

function unconfirmed({ status }: Reply<BgpPrefix>, cause: unknown): unknown {
  if (!isByoipError(cause)) return cause;
  if (cause.code === 'aborted') return retold(cause, { outcome: 'unknown' });
  return apiError(
    {
      code: 'write-unconfirmed',
      message: 'the API answered the edit with success, and the BGP prefix could not be read back',
      help: whatNow(LOOK),
      outcome: 'unknown',
      retryable: true,
    },
    { status },
    { cause },
  );
}
