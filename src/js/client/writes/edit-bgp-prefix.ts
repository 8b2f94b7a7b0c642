// Edits a BGP prefix: done when reading it back shows the edit.

import type { BgpPrefix } from '../../types/api.js';
import { isByoipError } from '../../types/errors.js';
import { APIError, apiError, withChanges } from '../api-error.js';
import type { ApiCall, Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import {
  asUnknown,
  classifyWriteError,
  readUntil,
  unknownOutcomeHelp,
  verificationFailed,
} from './write-fate.js';

/** An edit with all that it needs. */
export type EditCall = ApiCall<'edit-bgp-prefix'> & {
  readonly prefixId: string;
  readonly bgpPrefixId: string;
};

const VERIFY = 'get the BGP prefix';

/** A reading: `applied` where it shows all of the edit, `impossible` where no later one will. */
type EditState = 'applied' | 'impossible';

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
    readUntil(transport, count, options, get, ({ result }) => editState(call, result));
  const all = transport.looks.count;
  let maybeApplied = false;

  for (let attempt = 1; ; attempt++) {
    const { reply, error } = await tryOnce(transport, call, options, attempt);
    if (reply !== null) {
      const { value: seen, verdict } = await readBack(all).catch((cause) => {
        throw unreadableEditError(reply, cause);
      });
      if (verdict === 'applied') return { ...reply, result: seen.result };
      throw ineffectiveError(call, seen.result, reply.status);
    }
    const fate = classifyWriteError(error);
    maybeApplied ||= fate === 'maybe-applied';
    if (fate === 'not-applied' || !(error instanceof APIError)) {
      throw maybeApplied ? asUnknown(error, VERIFY) : error;
    }
    const willRetry = error.retryable && attempt <= retries;
    let waitError = null;
    try {
      const waits = willRetry && (fate === 'probably-not-applied' || error.retryAfter !== undefined);
      if (waits) waitError = await transport.waitToRetry(error, attempt, options);
      const { value: seen, verdict } = await readBack(maybeApplied ? all : 1);
      if (verdict === 'applied') return seen;
    } catch (cause) {
      throw verificationFailed(error, maybeApplied, cause, VERIFY);
    }
    if (willRetry && waitError === null) continue;
    const last = waitError ?? error;
    throw maybeApplied ? asUnknown(last, VERIFY) : last;
  }
}

async function tryOnce(transport: Transport, call: EditCall, options: CallOptions, attempt: number) {
  try {
    return { reply: await transport.sendOnce(call, options, attempt), error: null };
  } catch (error) {
    if (isByoipError(error)) return { reply: null, error };
    throw error;
  }
}

/** The parts of an edit that a reading does not show, by their names in the call. */
function unappliedFields(
  call: EditCall,
  { onDemand, asnPrependCount, autoAdvertiseWithdraw }: BgpPrefix,
): string[] {
  const { advertised, asnPrependCount: count, autoAdvertiseWithdraw: auto } = call;
  return [
    ...(advertised === undefined || onDemand?.advertised === advertised ? [] : ['on_demand.advertised']),
    ...(count === undefined || asnPrependCount === count ? [] : ['asn_prepend_count']),
    ...(auto === undefined || autoAdvertiseWithdraw === auto ? [] : ['auto_advertise_withdraw']),
  ];
}

/** True where the advertisement is not for a call to change. */
function isAdvertisementFixed({ onDemand }: BgpPrefix): boolean {
  return onDemand?.onDemandLocked === true || onDemand?.onDemandEnabled === false;
}

function editState(call: EditCall, seen: BgpPrefix): EditState | null {
  const left = unappliedFields(call, seen);
  if (left.length === 0) return 'applied';
  return left.includes('on_demand.advertised') && isAdvertisementFixed(seen) ? 'impossible' : null;
}

function ineffectiveError(call: EditCall, seen: BgpPrefix, status: number): APIError {
  const left = unappliedFields(call, seen);
  const names = left.map((name) => `\`${name}\``).join(' and ');
  const fixed = left.includes('on_demand.advertised') && isAdvertisementFixed(seen);
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

function unreadableEditError({ status }: Reply<BgpPrefix>, cause: unknown): unknown {
  if (!isByoipError(cause)) return cause;
  if (cause.code === 'aborted') return withChanges(cause, { outcome: 'unknown' });
  return apiError(
    {
      code: 'write-unconfirmed',
      message: 'the API answered the edit with success, and the BGP prefix could not be read back',
      help: unknownOutcomeHelp(VERIFY),
      outcome: 'unknown',
      retryable: true,
    },
    { status },
    { cause },
  );
}
