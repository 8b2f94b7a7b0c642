// Operations on service bindings: list, get, create, delete.

import { isRefused, refuse } from '../api-errors.js';
import { blockText } from '../cidr.js';
import { nextId } from '../ids.js';
import { createRefusal, defaultBinding, deleteRefusal, provisioningState, readCidr } from '../rules.js';
import { bgpPrefix } from '../seed.js';
import type { AccountRecord, BindingRecord } from '../state.js';
import { bindingsAt, hasAppeared } from '../visibility.js';
import { bodyObject, listRefusal, type Operation, ownPrefix } from './context.js';

/** GET /prefixes/{prefix_id}/bindings: in the order of creation (the API's order is not known). */
export const listBindings: Operation = (context) => {
  const prefix = ownPrefix(context);
  if (prefix === undefined) return listRefusal(context);
  const { account, now, deletions } = context;
  const bindings = bindingsAt(context.visibleLists(prefix), now, deletions);
  return { status: 200, result: bindings.map((binding) => bindingWire(account, binding, now)) };
};

/** GET /prefixes/{prefix_id}/bindings/{binding_id}: 1002 for an unknown binding and for an unknown prefix. */
export const getBinding: Operation = (context) => {
  const { bindings = [], leaving = [] } = ownPrefix(context) ?? {};
  const all = bindingsAt({ bindings, leaving }, context.now, context.deletions);
  const binding = all.find((b) => b.id === context.ids.binding_id);
  if (binding === undefined) return refuse('no-such-binding');
  return { status: 200, result: bindingWire(context.account, binding, context.now) };
};

/** POST /prefixes/{prefix_id}/bindings: checks the CIDR before the prefix. */
export const createBinding: Operation = (context) => {
  const { account, state, now, delay, bgpDelay, profile } = context;
  const body = bodyObject(context);
  if (body === null) return refuse('bad-body');
  const block = readCidr(body.cidr, profile);
  if (isRefused(block)) return block;
  const prefix = ownPrefix(context);
  const service = account.services.find((s) => s.id === body.service_id);
  if (prefix === undefined || service === undefined) return refuse('unsupported-binding');
  const refusal = createRefusal(prefix, account.services, block, service);
  if (refusal !== null) return refusal;

  const cidr = blockText(block);
  const binding: BindingRecord = { id: nextId(state), cidr, serviceId: service.id, activeAt: now + delay };
  prefix.bindings.push(binding);
  // The default binding creates its BGP prefix, withdrawn.
  if (cidr === prefix.cidr && !prefix.bgpPrefixes.some((b) => b.cidr === cidr)) {
    const appearsAt = now + bgpDelay;
    prefix.bgpPrefixes.push({ ...bgpPrefix(nextId(state), cidr, appearsAt, false), appearsAt });
  }
  return { status: 201, result: bindingWire(account, binding, now) };
};

/** DELETE /prefixes/{prefix_id}/bindings/{binding_id}: no `result`; 1000 for an unknown prefix, 1002 for an unknown binding. */
export const deleteBinding: Operation = (context) => {
  const prefix = ownPrefix(context);
  if (prefix === undefined) return refuse('not-found');
  const binding = prefix.bindings.find((b) => b.id === context.ids.binding_id);
  if (binding === undefined) return refuse('no-such-binding');
  const { now, delay, profile } = context;
  const refusal = deleteRefusal(prefix, binding, profile);
  if (refusal !== null) return refusal;
  // A BGP prefix that has not appeared yet never appears (assumed).
  if (binding === defaultBinding(prefix)) {
    prefix.bgpPrefixes = prefix.bgpPrefixes.filter((b) => b.cidr !== binding.cidr || hasAppeared(b, now));
  }
  prefix.bindings = prefix.bindings.filter((b) => b !== binding);
  const others = (prefix.leaving ?? []).filter((b) => b.goneAt > now && b.cidr !== binding.cidr);
  prefix.leaving = [...others, { ...binding, goneAt: now + delay }];
  return { status: 200 };
};

function bindingWire(account: AccountRecord, binding: BindingRecord, now: number): object {
  const { cidr, id, serviceId } = binding;
  const provisioning = { state: provisioningState(account, binding, now) };
  if (serviceId === null) return { cidr, id, provisioning };
  const name = account.services.find((s) => s.id === serviceId)?.name;
  return {
    cidr,
    id,
    provisioning,
    service_id: serviceId,
    ...(name === undefined ? {} : { service_name: name }),
  };
}
