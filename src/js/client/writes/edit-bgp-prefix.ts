// Edits a BGP prefix: done when the API shows the edit.

import type { BgpPrefix } from '../../types/api.js';
import { isByoipError } from '../../types/errors.js';
import { type APIError, apiError, withChanges } from '../api-error.js';
import type { ApiCall, Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import { repeatWrite } from './repeat-write.js';
import { readUntil, unknownOutcomeHelp } from './write-fate.js';

/** A complete call that edits a BGP prefix. */
export type EditCall = ApiCall<'edit-bgp-prefix'> & {
  readonly prefixId: string;
  readonly bgpPrefixId: string;
};

const VERIFY = 'get the BGP prefix';

/** What the API shows: `applied` where all of the edit is there, `impossible` where a part can never be. */
type EditState = 'applied' | 'impossible';

/**
 * Edits the BGP prefix of `call` and reads it back, since the API reports success for a locked prefix and changes nothing.
 * The same edit twice has the effect of one, so the client repeats an edit that was not applied.
 */
export function editBgpPrefix(
  transport: Transport,
  call: EditCall,
  options: CallOptions,
): Promise<Reply<BgpPrefix>> {
  const { accountId, prefixId, bgpPrefixId } = call;
  const get = () =>
    transport.read({ operation: 'get-bgp-prefix', accountId, prefixId, bgpPrefixId }, options);
  const read = (reads: number) =>
    readUntil(transport, reads, options, get, ({ result }) => editState(call, result));
  const write = {
    verify: VERIFY,
    send: (attempt: number) => transport.sendOnce(call, options, attempt),
    confirm: async (reply: Reply<BgpPrefix>) => {
      const { value, verdict } = await read(transport.looks.count).catch((cause) => {
        throw unreadableEditError(reply, cause);
      });
      if (verdict === 'applied') return { ...reply, result: value.result };
      throw ineffectiveError(call, value.result, reply.status);
    },
    readBack: async (reads: number) => {
      const { value, verdict } = await read(reads);
      return verdict === 'applied' ? value : null;
    },
    appliedBefore: () => null,
  };
  return repeatWrite(transport, write, options);
}

/** The fields of an edit that the BGP prefix does not show. */
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

/** True where no call can change the advertisement. */
function isAdvertisementFixed({ onDemand }: BgpPrefix): boolean {
  return onDemand?.onDemandLocked === true || onDemand?.onDemandEnabled === false;
}

function editState(call: EditCall, found: BgpPrefix): EditState | null {
  const fields = unappliedFields(call, found);
  if (fields.length === 0) return 'applied';
  return fields.includes('on_demand.advertised') && isAdvertisementFixed(found) ? 'impossible' : null;
}

function ineffectiveError(call: EditCall, found: BgpPrefix, status: number): APIError {
  const fields = unappliedFields(call, found);
  const names = fields.map((name) => `\`${name}\``).join(' and ');
  const fixed = fields.includes('on_demand.advertised') && isAdvertisementFixed(found);
  const reason = !fixed
    ? ''
    : found.onDemand?.onDemandLocked === true
      ? ': it is locked'
      : ': it is not on demand';
  return apiError(
    {
      code: 'edit-ineffective',
      message: `the API reported success, but ${names} of the BGP prefix did not change${reason}`,
      help: fixed
        ? 'ask the account team at Cloudflare: no call can change the advertisement of this prefix'
        : 'get the BGP prefix again later, and check what controls its advertisement',
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
      message: 'the API reported success for the edit, but the BGP prefix could not be read back',
      help: unknownOutcomeHelp(VERIFY),
      outcome: 'unknown',
      retryable: true,
    },
    { status },
    { cause },
  );
}
