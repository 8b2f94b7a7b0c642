// Operations on service bindings: list, get, create, delete.

import { isRefused, refuse } from '../api-errors.js';
import { blockText } from '../cidr.js';
import { nextId } from '../ids.js';
import { createRefusal, defaultBinding, deleteRefusal, provisioningState, readCidr } from '../rules.js';
import { bgpPrefix } from '../state/seed.js';
import type { AccountRecord, BindingRecord } from '../state/state.js';
import { bindingsAt, hasAppeared } from '../visibility.js';
import { bodyObject, type Handlers, listBelow, onPrefix, ownPrefix, type StuckRule } from './context.js';

/** The handlers of service bindings. */
export const BINDINGS = {
  // In the order of creation: the API's order is not known.
  'list-bindings': listBelow(({ account, now, deletions }, lists) => {
    const names = serviceNames(account);
    const all = bindingsAt(lists, now, deletions);
    return { result: all.map((binding) => bindingWire(account, binding, now, names)) };
  }),

  'get-binding': onPrefix('no-such-binding', ({ account, ids, now, deletions }, prefix) => {
    const { bindings, leaving = [] } = prefix;
    const all = bindingsAt({ bindings, leaving }, now, deletions);
    const binding = all.find(({ id }) => id === ids.binding_id);
    return binding === undefined ? refuse('no-such-binding') : { result: bindingWire(account, binding, now) };
  }),

  // Checks the CIDR before the prefix.
  'create-binding': (context) => {
    const { account, state, now, delay, bgpDelay, profile, stuck } = context;
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
    const made = { id: nextId(state), cidr, serviceId: service.id, activeAt: now + delay };
    const binding: BindingRecord = { ...made, ...stuckFields(stuck, cidr, now) };
    prefix.bindings.push(binding);
    // The default binding creates its BGP prefix, withdrawn.
    if (cidr === prefix.cidr && !prefix.bgpPrefixes.some((b) => b.cidr === cidr)) {
      const appearsAt = now + bgpDelay;
      const bgp = bgpPrefix(nextId(state), cidr, appearsAt, false, prefix.asn);
      prefix.bgpPrefixes.push({ ...bgp, appearsAt });
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

/** The fields of a new binding that gets stuck. */
function stuckFields(
  rules: readonly StuckRule[],
  cidr: string,
  now: number,
): Pick<BindingRecord, 'stuck' | 'stuckUntil'> {
  const rule = rules.find((one) => one.cidr === cidr);
  if (rule === undefined) return {};
  const { state: stuck, milliseconds } = rule;
  return milliseconds === undefined ? { stuck } : { stuck, stuckUntil: now + milliseconds };
}

function serviceNames({ services }: AccountRecord): ReadonlyMap<string, string> {
  return new Map(services.map(({ id, name }) => [id, name]));
}

function bindingWire(
  account: AccountRecord,
  binding: BindingRecord,
  now: number,
  names = serviceNames(account),
): object {
  const { cidr, id, serviceId } = binding;
  const provisioning = { state: provisioningState(account, binding, now) };
  if (serviceId === null) return { cidr, id, provisioning };
  // Absent for a service that the account does not have.
  return { cidr, id, provisioning, service_id: serviceId, service_name: names.get(serviceId) };
}
