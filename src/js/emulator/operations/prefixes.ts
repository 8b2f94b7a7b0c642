// Operations on prefixes: list, get, edit, validate.

import { refuse } from '../api-errors.js';
import { timestamp } from '../clock.js';
import type { AccountRecord, PrefixRecord } from '../state/state.js';
import { bgpPrefixesAt } from '../visibility.js';
import { bodyObject, type Handlers, onPrefix } from './context.js';

const MAX_DESCRIPTION = 1000;

/** How long a validation takes, ms (assumed). */
const VALIDATION_TIME = 10 * 60 * 1000;

/** The handlers of prefixes. */
export const PREFIXES = {
  'list-prefixes': ({ account, now }) => ({
    result: account.prefixes.map((prefix) => prefixWire(account, prefix, now)),
  }),

  'get-prefix': onPrefix('not-found', ({ account, now }, prefix) => ({
    result: prefixWire(account, prefix, now),
  })),

  'edit-prefix': onPrefix('not-found', (context, prefix) => {
    const description = bodyObject(context)?.description;
    if (typeof description !== 'string' || description.length > MAX_DESCRIPTION) return refuse('bad-body');
    prefix.description = description;
    prefix.modifiedAt = context.now;
    return { result: prefixWire(context.account, prefix, context.now) };
  }),

  // Validates nothing: the states are `pending` for a time, and then those of the record again.
  'validate-prefix': onPrefix('not-found', ({ account, now }, prefix) => {
    prefix.validatingUntil = now + VALIDATION_TIME;
    return { result: prefixWire(account, prefix, now) };
  }),
} as const satisfies Handlers;

// The deprecated advertisement fields mirror the BGP prefix of the same CIDR (assumed).
function prefixWire(account: AccountRecord, prefix: PrefixRecord, now: number): object {
  const bgp = bgpPrefixesAt(prefix.bgpPrefixes, now).find((candidate) => candidate.cidr === prefix.cidr);
  const { validatingUntil = now, validationState } = prefix;
  const state = validatingUntil > now ? 'pending' : validationState;
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
    irr_validation_state: state,
    loa_document_id: prefix.loaDocumentId,
    modified_at: timestamp(prefix.modifiedAt),
    on_demand_enabled: bgp?.onDemandEnabled ?? false,
    on_demand_locked: bgp?.onDemandLocked ?? false,
    ownership_validation_state: state,
    ownership_validation_token: prefix.ownershipValidationToken,
    rpki_validation_state: state,
  };
}
