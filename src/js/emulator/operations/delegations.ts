// Operations on delegations: list, create, delete.

import { isRefused, refuse } from '../api-errors.js';
import { blockText } from '../cidr.js';
import { timestamp } from '../clock.js';
import { nextId } from '../ids.js';
import { delegationRefusal, readCidr } from '../rules.js';
import type { DelegationRecord } from '../state/state.js';
import { bodyObject, type Handlers, listBelow, onPrefix } from './context.js';

const ACCOUNT_ID = /^[0-9a-f]{32}$/;

/** The handlers of delegations. */
export const DELEGATIONS = {
  // The only list with a `result_info`, as documented.
  'list-delegations': listBelow(({ ids }, { delegations }) => {
    const { length: count } = delegations;
    return {
      result: delegations.map((delegation) => delegationWire(delegation, ids.prefix_id)),
      result_info: { count, page: 1, per_page: Math.max(count, 20), total_count: count, total_pages: 1 },
    };
  }),

  'create-delegation': onPrefix('not-found', (context, prefix) => {
    const { account, state, now, profile } = context;
    const body = bodyObject(context);
    if (body === null) return refuse('bad-body');
    const block = readCidr(body.cidr, profile);
    if (isRefused(block)) return block;
    const { delegated_account_id: delegatedAccountId } = body;
    if (typeof delegatedAccountId !== 'string' || !ACCOUNT_ID.test(delegatedAccountId))
      return refuse('bad-delegated-account');
    const refusal = delegationRefusal(account, prefix, block, delegatedAccountId);
    if (refusal !== null) return refusal;
    const created = { id: nextId(state), cidr: blockText(block), delegatedAccountId, createdAt: now };
    prefix.delegations = [...(prefix.delegations ?? []), created];
    return { result: delegationWire(created, prefix.id) };
  }),

  'delete-delegation': onPrefix('not-found', ({ ids }, prefix) => {
    const { delegations = [] } = prefix;
    const { delegation_id: id } = ids;
    if (!delegations.some((delegation) => delegation.id === id)) return refuse('not-found');
    prefix.delegations = delegations.filter((delegation) => delegation.id !== id);
    return { result: { id } };
  }),
} as const satisfies Handlers;

function delegationWire(delegation: DelegationRecord, prefixId: string | undefined): object {
  const { id, cidr, delegatedAccountId, createdAt } = delegation;
  return {
    cidr,
    created_at: timestamp(createdAt),
    delegated_account_id: delegatedAccountId,
    id,
    modified_at: timestamp(createdAt),
    parent_prefix_id: prefixId,
  };
}
