// Operations on BGP prefixes: list, get, create, edit, delete.

import { isRefused, type Refused, refuse } from '../api-errors.js';
import { blockText } from '../cidr.js';
import { timestamp } from '../clock.js';
import { nextId } from '../ids.js';
import { advertiseRefusal, createBgpRefusal, readCidr } from '../rules.js';
import { bgpPrefix } from '../state/seed.js';
import type { BgpPrefixRecord, PrefixRecord } from '../state/state.js';
import { bgpPrefixesAt } from '../visibility.js';
import {
  bodyObject,
  type Context,
  type Handler,
  type Handlers,
  listBelow,
  onPrefix,
  ownPrefix,
} from './context.js';

/** A handler of an operation on a BGP prefix: 1002 for an unknown id and for an unknown prefix. */
function onBgpPrefix(
  run: (context: Context, bgp: BgpPrefixRecord, prefix: PrefixRecord) => ReturnType<Handler>,
): Handler {
  return onPrefix('no-such-bgp-prefix', (context, prefix) => {
    const records = bgpPrefixesAt(prefix.bgpPrefixes, context.now);
    const bgp = records.find(({ id }) => id === context.ids.bgp_prefix_id);
    return bgp === undefined ? refuse('no-such-bgp-prefix') : run(context, bgp, prefix);
  });
}

/** The handlers of BGP prefixes. */
export const BGP_PREFIXES = {
  'list-bgp-prefixes': listBelow(({ now }, { bgpPrefixes }) => ({
    result: bgpPrefixesAt(bgpPrefixes, now).map(bgpPrefixWire),
  })),

  'get-bgp-prefix': onBgpPrefix((_, bgp) => ({ result: bgpPrefixWire(bgp) })),

  // Checks the CIDR before the prefix. A new BGP prefix is withdrawn.
  'create-bgp-prefix': (context) => {
    const { account, state, now, profile } = context;
    const body = bodyObject(context);
    if (body === null) return refuse('bad-body');
    const block = readCidr(body.cidr, profile);
    if (isRefused(block)) return block;
    const prefix = ownPrefix(context);
    if (prefix === undefined) return refuse('no-such-account-prefix');
    const refusal = createBgpRefusal(account, prefix, block, now);
    if (refusal !== null) return refusal;
    const created = bgpPrefix(nextId(state), blockText(block), now, false, prefix.asn);
    prefix.bgpPrefixes.push(created);
    return { result: bgpPrefixWire(created) };
  },

  // For a locked prefix, and for one that is not on demand, the response is a success and `advertised` does not change: callers
  // have to read it back.
  'edit-bgp-prefix': onBgpPrefix((context, bgp, prefix) => {
    const edit = readEdit(context);
    if (isRefused(edit)) return edit;
    const { account, now } = context;
    const { advertised, asnPrependCount, autoAdvertiseWithdraw } = edit;
    const isChangeable = bgp.onDemandEnabled && !bgp.onDemandLocked;
    if (isChangeable && advertised !== undefined && advertised !== bgp.advertised) {
      const refusal = advertiseRefusal(account, prefix, bgp, now);
      if (refusal !== null) return refusal;
      bgp.advertised = advertised;
      bgp.advertisedModifiedAt = now;
      bgp.advertisementChangedAt = now;
    }
    bgp.asnPrependCount = asnPrependCount ?? bgp.asnPrependCount;
    bgp.autoAdvertiseWithdraw = autoAdvertiseWithdraw ?? bgp.autoAdvertiseWithdraw;
    bgp.modifiedAt = now;
    return { result: bgpPrefixWire(bgp) };
  }),

  // The one of the whole prefix comes back with the next default binding.
  'delete-bgp-prefix': onBgpPrefix((_, bgp, prefix) => {
    if (bgp.advertised === true) return refuse('bgp-prefix-advertised');
    prefix.bgpPrefixes = prefix.bgpPrefixes.filter((one) => one !== bgp);
    return {};
  }),
} as const satisfies Handlers;

interface Edit {
  readonly advertised: boolean | undefined;
  readonly asnPrependCount: number | undefined;
  readonly autoAdvertiseWithdraw: boolean | undefined;
}

function readEdit(context: Context): Edit | Refused {
  const body = bodyObject(context);
  if (body === null) return refuse('bad-body');
  const { asn_prepend_count: count, auto_advertise_withdraw: auto, on_demand: onDemand } = body;
  const asnPrependCount = isPrependCount(count) ? count : undefined;
  const autoAdvertiseWithdraw = typeof auto === 'boolean' ? auto : undefined;
  const onDemandEdit = onDemand === undefined ? {} : bodyObject({ ...context, body: onDemand });
  const advertised = typeof onDemandEdit?.advertised === 'boolean' ? onDemandEdit.advertised : undefined;
  const refused =
    count !== asnPrependCount ||
    auto !== autoAdvertiseWithdraw ||
    onDemandEdit?.advertised !== advertised ||
    onDemandEdit === null;
  return refused ? refuse('bad-body') : { advertised, asnPrependCount, autoAdvertiseWithdraw };
}

function isPrependCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 3;
}

function bgpPrefixWire(bgp: BgpPrefixRecord): object {
  return {
    asn: bgp.asn,
    asn_prepend_count: bgp.asnPrependCount,
    auto_advertise_withdraw: bgp.autoAdvertiseWithdraw,
    bgp_signal_opts: { enabled: bgp.bgpSignalEnabled, modified_at: timeOrNull(bgp.bgpSignalModifiedAt) },
    cidr: bgp.cidr,
    created_at: timestamp(bgp.createdAt),
    id: bgp.id,
    modified_at: timestamp(bgp.modifiedAt),
    on_demand: {
      advertised: bgp.advertised,
      advertised_modified_at: timeOrNull(bgp.advertisedModifiedAt),
      on_demand_enabled: bgp.onDemandEnabled,
      on_demand_locked: bgp.onDemandLocked,
    },
  };
}

function timeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : timestamp(milliseconds);
}
