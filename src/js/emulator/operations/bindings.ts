// Operations on service bindings: list, get, create, delete.

import { isRefused, refuse } from '../api-errors.js';
import { blockText } from '../cidr.js';
import { nextId } from '../ids.js';
import { createRefusal, defaultBinding, deleteRefusal, provisioningState, readCidr } from '../rules.js';
import { bgpPrefix } from '../seed.js';
import type { AccountRecord, BindingRecord } from '../state.js';
import { bindingsAt, hasAppeared } from '../visibility.js';
import { bodyObject, type Handlers, listBelow, onPrefix, ownPrefix } from './context.js';

/** The handlers of service bindings. */
export const BINDINGS = {
  // In the order of creation: the API's order is not known.
  'list-bindings': listBelow(({ account, now, deletions }, lists) => ({
    result: bindingsAt(lists, now, deletions).map((binding) => bindingWire(account, binding, now)),
  })),

  'get-binding': onPrefix('no-such-binding', ({ account, ids, now, deletions }, prefix) => {
    const { bindings, leaving = [] } = prefix;
    const all = bindingsAt({ bindings, leaving }, now, deletions);
    const binding = all.find(({ id }) => id === ids.binding_id);
    return binding === undefined ? refuse('no-such-binding') : { result: bindingWire(account, binding, now) };
  }),

  // Checks the CIDR before the prefix.
  'create-binding': (context) => {
    const { account, state, now, delay, bgpDelay, profile } = context;
    const body = bodyObject(context);
    if (body === null) return refuse('bad-body');
    const block = readCidr(body.cidr, profile);
    if (isRefused(block)) return block;
    const prefix = ownPrefix(context);
    const service = account.services.find(({ id }) => id === body.service_id);
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
    return { result: bindingWire(account, binding, now) };
  },

  'delete-binding': onPrefix('not-found', ({ ids, now, delay, profile }, prefix) => {
    const binding = prefix.bindings.find(({ id }) => id === ids.binding_id);
    if (binding === undefined) return refuse('no-such-binding');
    const refusal = deleteRefusal(prefix, binding, profile);
    if (refusal !== null) return refusal;
    // A BGP prefix that has not appeared yet never appears (assumed).
    if (binding === defaultBinding(prefix)) {
      prefix.bgpPrefixes = prefix.bgpPrefixes.filter((b) => b.cidr !== binding.cidr || hasAppeared(b, now));
    }
    prefix.bindings = prefix.bindings.filter((b) => b !== binding);
    const others = (prefix.leaving ?? []).filter((b) => b.goneAt > now && b.cidr !== binding.cidr);
    prefix.leaving = [...others, { ...binding, goneAt: now + delay }];
    return {};
  }),
} as const satisfies Handlers;

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
