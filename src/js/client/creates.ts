// Creates a resource: reads what is there, checks a binding against the rules, then sends the call with the ids that were listed.

import type { BgpPrefix, Delegation, ServiceBinding } from '../types/api.js';
import { isByoipError } from '../types/errors.js';
import type { Operation, ResultOf } from '../types/operations.js';
import { check } from '../wasm/core.js';
import { RuleError, withChanges } from './api-error.js';
import type { ApiCall, Reply } from './response.js';
import type { CallOptions, Transport } from './transport.js';

/** Options of a create. */
export interface CreateOptions extends CallOptions {
  /**
   * False to send the write without checking the rules and without reading before and after it. After an unclear response the
   * client then cannot tell a new binding from an older one, and reports that.
   */
  readonly check?: boolean | undefined;
}

/** A complete call that creates a binding. */
export type CreateCall = ApiCall<'create-binding'> & {
  readonly prefixId: string;
  readonly cidr: string;
  readonly serviceId: string;
};

/** Creates the binding of `call`: one binding or none, or an error that says that the outcome is unknown. */
export async function createBinding(
  transport: Transport,
  call: CreateCall,
  options: CreateOptions,
): Promise<Reply<ServiceBinding>> {
  if (options.check === false) return transport.call(call, options);
  return createAfter(transport, call, options, () => checkedBindings(transport, call, options));
}

/** Creates the BGP prefix of `call`: one or none, or an error that says that the outcome is unknown. */
export function createBgpPrefix(
  transport: Transport,
  call: ApiCall<'create-bgp-prefix'>,
  options: CallOptions,
): Promise<Reply<BgpPrefix>> {
  const list = { ...call, operation: 'list-bgp-prefixes' } as const;
  return createAfter(transport, call, options, async () => (await transport.call(list, options)).result);
}

/** Creates the delegation of `call`: one or none, or an error that says that the outcome is unknown. */
export function createDelegation(
  transport: Transport,
  call: ApiCall<'create-delegation'>,
  options: CallOptions,
): Promise<Reply<Delegation>> {
  const list = { ...call, operation: 'list-delegations' } as const;
  return createAfter(transport, call, options, async () => (await transport.call(list, options)).result);
}

/** Sends a create after `read` has listed what was there: without that list a new resource looks like an older one. */
async function createAfter<O extends Operation>(
  transport: Transport,
  call: ApiCall<O>,
  options: CallOptions,
  read: () => Promise<readonly { readonly id: string }[]>,
): Promise<Reply<ResultOf[O]>> {
  transport.buildRequest(call);
  let known: readonly string[];
  try {
    known = (await read()).map(({ id }) => id);
  } catch (error) {
    if (!isByoipError(error)) throw error;
    throw withChanges(error, { outcome: 'not-sent', retryable: error.retryable ?? false });
  }
  return transport.call(call, options, known);
}

/** The bindings before the write, after the rules were checked. */
async function checkedBindings(
  transport: Transport,
  { accountId, prefixId, cidr, serviceId }: CreateCall,
  options: CallOptions,
): Promise<readonly ServiceBinding[]> {
  // Wait for all of them, even where one has failed: no request continues after the call has ended.
  const prefix = transport.call({ operation: 'get-prefix', accountId, prefixId }, options);
  const services = transport.call({ operation: 'list-services', accountId }, options);
  const list = transport.call({ operation: 'list-bindings', accountId, prefixId }, options);
  await Promise.allSettled([prefix, services, list]);
  const known = (await services).result;
  const bindings = (await list).result;
  const serviceName = known.find(({ id }) => id === serviceId)?.name ?? null;
  const proposed = { cidr, serviceId, serviceName };
  const findings = check({ prefix: (await prefix).result, bindings, services: known, proposed });
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return bindings;
  const reasons = errors.map(({ code, message }) => `${code}: ${message}`).join('; ');
  throw new RuleError(
    { message: `the binding breaks a rule and was not sent: ${reasons}`, help: first.help },
    findings,
  );
}
