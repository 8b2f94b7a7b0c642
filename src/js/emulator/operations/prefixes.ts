// Operations on prefixes: list and get.

import { refuse } from '../api-errors.js';
import { timestamp } from '../clock.js';
import type { AccountRecord, PrefixRecord } from '../state.js';
import { bgpPrefixesAt } from '../visibility.js';
import { type Operation, ownPrefix } from './context.js';

/** GET /prefixes: an account without prefixes gets an empty list. */
export const listPrefixes: Operation = ({ account, now }) => ({
  status: 200,
  result: account.prefixes.map((prefix) => prefixWire(account, prefix, now)),
});

/** GET /prefixes/{prefix_id} */
export const getPrefix: Operation = (context) => {
  const prefix = ownPrefix(context);
  if (prefix === undefined) return refuse('not-found');
  return { status: 200, result: prefixWire(context.account, prefix, context.now) };
};

// The deprecated advertisement fields mirror the BGP prefix of the same CIDR (assumed).
function prefixWire(account: AccountRecord, prefix: PrefixRecord, now: number): object {
  const bgp = bgpPrefixesAt(prefix.bgpPrefixes, now).find((candidate) => candidate.cidr === prefix.cidr);
  const changed = bgp?.advertisedModifiedAt ?? null;
  return {
    account_id: account.id,
    advertised: bgp?.advertised ?? null,
    advertised_modified_at: changed === null ? null : timestamp(changed),
    approved: prefix.approved,
    asn: prefix.asn,
    cidr: prefix.cidr,
    created_at: timestamp(prefix.createdAt),
    delegate_loa_creation: prefix.delegateLoaCreation,
    description: prefix.description,
    id: prefix.id,
    irr_validation_state: prefix.validationState,
    loa_document_id: prefix.loaDocumentId,
    modified_at: timestamp(prefix.modifiedAt),
    on_demand_enabled: bgp?.onDemandEnabled ?? false,
    on_demand_locked: bgp?.onDemandLocked ?? false,
    ownership_validation_state: prefix.validationState,
    ownership_validation_token: prefix.ownershipValidationToken,
    rpki_validation_state: prefix.validationState,
  };
}
