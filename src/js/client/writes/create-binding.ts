// Creates a binding: one call creates one binding or none, or reports that the outcome is unknown.

import type { ServiceBinding } from '../../types/api.js';
import { type ByoipError, isByoipError } from '../../types/errors.js';
import { check, parseCidr } from '../../wasm/core.js';
import { APIError, apiError, RuleError, withChanges } from '../api-error.js';
import type { ApiCall, Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import { type Bindings, describe, type Reconciliation, reconcile } from './reconcile.js';
import {
  asNotSent,
  asUnknown,
  classifyWriteError,
  readUntil,
  unknownOutcomeHelp,
  verificationFailed,
} from './write-fate.js';

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

const VERIFY = 'list the bindings of the prefix';

/** Creates the binding of `call`. */
export async function createBinding(
  transport: Transport,
  call: CreateCall,
  options: CreateOptions,
): Promise<Reply<ServiceBinding>> {
  transport.buildRequest(call);
  const retries = transport.retries(options);
  const requested = { cidr: parseCidr(call.cidr).cidr, serviceId: call.serviceId };
  const list = () => listBindings(transport, call, options);
  const verifies = options.check !== false;
  let before = verifies ? await asNotSent(checkedBindings(transport, call, options)) : null;
  /** POSTs that may have been applied. At most one is followed by another try. */
  let uncertainPosts = 0;

  for (let attempt = 1; ; attempt++) {
    const reconciled = (bindings: Bindings) => reconcile(bindings, before, requested);
    const { reply, error } = await sendOnce(transport, call, options, attempt);
    if (reply !== null) {
      if (!verifies && attempt === 1) return reply;
      const matching = (bindings: Bindings) => withId(reconciled(bindings), reply.result.id);
      if (uncertainPosts === 0) return await confirm(reply, async () => reconciled(await list()));
      return await confirmAfterUncertainPost(reply, async () => {
        const { count } = transport.looks;
        const { value, verdict } = await readUntil(transport, count, options, list, matching);
        return verdict ?? reconciled(value);
      });
    }

    const fate = classifyWriteError(error);
    if (fate === 'not-applied' && uncertainPosts === 0) throw error;
    if (!(error instanceof APIError) || error.code === 'aborted') throw asUnknown(error, VERIFY);
    const maybeApplied = fate === 'maybe-applied' || uncertainPosts > 0;
    const mayRepeat = fate === 'probably-not-applied' || (fate === 'maybe-applied' && uncertainPosts === 0);
    const willRetry = mayRepeat && error.retryable && attempt <= retries;
    try {
      // The wait comes before the read, so that the list is fresh when the write is sent again.
      const waits = willRetry && (fate === 'probably-not-applied' || error.retryAfter !== undefined);
      const waitError = waits ? await transport.waitToRetry(error, attempt, options) : null;
      const reads = maybeApplied ? transport.looks.count : 1;
      const { value, verdict } = await readUntil(transport, reads, options, list, reconciled);
      if (verdict?.kind === 'created')
        return { result: verdict.binding, messages: [], extra: {}, status: 200 };
      if (verdict !== null) throw contradictionError(error, maybeApplied, verdict);
      const last = waitError ?? error;
      if (!willRetry || waitError !== null)
        throw new FinalError(maybeApplied ? asUnknown(last, VERIFY) : last);
      before = value;
    } catch (cause) {
      throw cause instanceof FinalError
        ? cause.error
        : verificationFailed(error, maybeApplied, cause, VERIFY);
    }
    if (fate === 'maybe-applied') uncertainPosts += 1;
  }
}

/** Carries the final error of a create out of the verification, whose own errors mean that it failed. */
class FinalError {
  readonly error: ByoipError;

  constructor(error: ByoipError) {
    this.error = error;
  }
}

/** The bindings before the write, after the rules were checked. */
async function checkedBindings(
  transport: Transport,
  call: CreateCall,
  options: CallOptions,
): Promise<Bindings> {
  const { accountId, prefixId, cidr, serviceId } = call;
  // Wait for all of them, even where one has failed: no request continues after the call has ended.
  const prefix = transport.read({ operation: 'get-prefix', accountId, prefixId }, options);
  const services = transport.read({ operation: 'list-services', accountId }, options);
  const list = listBindings(transport, call, options);
  await Promise.allSettled([prefix, services, list]);
  const known = (await services).result;
  const bindings = await list;
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

async function listBindings(transport: Transport, call: CreateCall, options: CallOptions): Promise<Bindings> {
  const { accountId, prefixId } = call;
  return (await transport.read({ operation: 'list-bindings', accountId, prefixId }, options)).result;
}

type Attempt =
  | { readonly reply: Reply<ServiceBinding>; readonly error: null }
  | { readonly reply: null; readonly error: ByoipError };

async function sendOnce(
  transport: Transport,
  call: CreateCall,
  options: CallOptions,
  attempt: number,
): Promise<Attempt> {
  try {
    return { reply: await transport.sendOnce(call, options, attempt), error: null };
  } catch (error) {
    if (isByoipError(error)) return { reply: null, error };
    throw error;
  }
}

/** Compares the success of the only try with the list, which may not show the binding yet. */
async function confirm(
  reply: Reply<ServiceBinding>,
  ask: () => Promise<Reconciliation | null>,
): Promise<Reply<ServiceBinding>> {
  let verdict: Reconciliation | null;
  try {
    verdict = await ask();
    // The list and the response have different ids: another read decides which one is wrong.
    if (withId(verdict, reply.result.id) === null && verdict !== null) verdict = await ask();
  } catch {
    return reply;
  }
  if (verdict === null) return reply;
  if (verdict.kind === 'created') return { ...reply, result: verdict.binding };
  throw verdict.kind === 'duplicated'
    ? duplicatedError(verdict.bindings)
    : unconfirmedError(reply, verdict, {});
}

/** Compares the success after an uncertain POST with the list, which has to show this binding and no second one. */
async function confirmAfterUncertainPost(
  reply: Reply<ServiceBinding>,
  ask: () => Promise<Reconciliation | null>,
): Promise<Reply<ServiceBinding>> {
  let verdict: Reconciliation | null;
  try {
    verdict = await ask();
  } catch (cause) {
    throw unconfirmedError(reply, null, { cause });
  }
  if (verdict?.kind === 'duplicated') throw duplicatedError(verdict.bindings);
  const matching = withId(verdict, reply.result.id);
  if (matching?.kind !== 'created') throw unconfirmedError(reply, verdict, {});
  return { ...reply, result: matching.binding };
}

/** The verdict, unless it is about a binding with another id than that of the response. */
function withId(verdict: Reconciliation | null, id: string): Reconciliation | null {
  return verdict?.kind === 'created' && verdict.binding.id !== id ? null : verdict;
}

function unconfirmedError(
  reply: Reply<ServiceBinding>,
  verdict: Reconciliation | null,
  why: ErrorOptions,
): ByoipError {
  const found = verdict === null ? 'no list shows it' : `the list shows ${describe(verdict)}`;
  return apiError(
    {
      code: 'write-unconfirmed',
      message: `the API reported that it created the binding \`${reply.result.id}\`, and ${found}`,
      help: unknownOutcomeHelp(VERIFY),
      outcome: 'unknown',
      retryable: false,
    },
    { status: reply.status },
    why,
  );
}

/** The error of a failed write where the list has a binding for the block that the write did not provably create. */
function contradictionError(error: APIError, open: boolean, verdict: Reconciliation): FinalError {
  if (verdict.kind === 'duplicated') return new FinalError(duplicatedError(verdict.bindings));
  const message = `${error.message}; the list shows ${describe(verdict)}`;
  if (verdict.kind === 'ambiguous' && open) {
    const help =
      'this call or an earlier one may have created it: without `check: false` the client reads the list first and can tell';
    const code = 'write-unconfirmed';
    return new FinalError(withChanges(error, { code, message, help, outcome: 'unknown', retryable: false }));
  }
  const refused = error.outcome === 'not-sent' ? 'not-sent' : 'rejected';
  const outcome = open && verdict.kind === 'conflicting' ? 'unknown' : refused;
  const help = 'a block can have only one binding: keep the existing one, or delete it first';
  return new FinalError(withChanges(error, { message, help, outcome, retryable: false }));
}

function duplicatedError(bindings: Bindings): ByoipError {
  const ids = bindings.map(({ id }) => `\`${id}\``).join(' and ');
  return apiError({
    code: 'write-duplicated',
    message: `the binding was created more than once: ${ids} have the same block and service`,
    help: 'delete all of them except one',
    outcome: 'unknown',
    retryable: false,
  });
}
