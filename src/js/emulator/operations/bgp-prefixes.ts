// Operations on BGP prefixes: list, get, edit.

import { isRefused, type Refused, refuse } from '../api-errors.js';
import { timestamp } from '../clock.js';
import { advertiseRefusal } from '../rules.js';
import type { BgpPrefixRecord } from '../state.js';
import { bgpPrefixesAt } from '../visibility.js';
import { bodyObject, type Context, listRefusal, type Operation, ownPrefix } from './context.js';

/** GET /prefixes/{prefix_id}/bgp/prefixes */
export const listBgpPrefixes: Operation = (context) => {
  const prefix = ownPrefix(context);
  if (prefix === undefined) return listRefusal(context);
  const { bgpPrefixes } = context.visibleLists(prefix);
  return { status: 200, result: bgpPrefixesAt(bgpPrefixes, context.now).map(bgpPrefixWire) };
};

/** GET /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}: 1002 for an unknown id and for an unknown prefix. */
export const getBgpPrefix: Operation = (context) => {
  const bgp = findBgpPrefix(context);
  return bgp === undefined ? refuse('no-such-bgp-prefix') : { status: 200, result: bgpPrefixWire(bgp) };
};

/**
 * PATCH /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}. For a locked prefix, and for one that is not on demand, the
 * response is a success and `advertised` does not change: callers have to read it back.
 */
export const editBgpPrefix: Operation = (context) => {
  const prefix = ownPrefix(context);
  const bgp = findBgpPrefix(context);
  if (prefix === undefined || bgp === undefined) return refuse('no-such-bgp-prefix');
  const edit = readEdit(context);
  if (isRefused(edit)) return edit;
  const { advertised, asnPrependCount, autoAdvertiseWithdraw } = edit;
  const isChangeable = bgp.onDemandEnabled && !bgp.onDemandLocked;
  const changes = isChangeable && advertised !== undefined && advertised !== bgp.advertised;
  const refusal = changes ? advertiseRefusal(context.account, prefix, context.now) : null;
  if (refusal !== null) return refusal;

  if (changes) {
    bgp.advertised = advertised;
    bgp.advertisedModifiedAt = context.now;
  }
  bgp.asnPrependCount = asnPrependCount ?? bgp.asnPrependCount;
  bgp.autoAdvertiseWithdraw = autoAdvertiseWithdraw ?? bgp.autoAdvertiseWithdraw;
  bgp.modifiedAt = context.now;
  return { status: 200, result: bgpPrefixWire(bgp) };
};

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

function findBgpPrefix(context: Context): BgpPrefixRecord | undefined {
  const records = bgpPrefixesAt(ownPrefix(context)?.bgpPrefixes ?? [], context.now);
  return records.find((b) => b.id === context.ids.bgp_prefix_id);
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
