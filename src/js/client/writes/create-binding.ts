// Creates a binding: one call makes one binding, or makes none, or says that nobody knows.

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
   * False: no rule is checked first, and nothing is read around the write. Where the write then ends without a clear
   * answer, the client cannot tell a binding that it made from one that was there before, and says so.
   */
  readonly check?: boolean | undefined;
}

/** A create with all that it needs. */
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
  const wanted = { cidr: parseCidr(call.cidr).cidr, serviceId: call.serviceId };
  const list = () => listBindings(transport, call, options);
  const verifies = options.check !== false;
  let before = verifies ? await asNotSent(checkedBindings(transport, call, options)) : null;
  /** Further tries after an error that leaves open whether the one before was carried out: one at most. */
  let uncertainPosts = 0;

  for (let attempt = 1; ; attempt++) {
    const reconciled = (seen: Bindings) => reconcile(seen, before, wanted);
    const { reply, error } = await tryOnce(transport, call, options, attempt);
    if (reply !== null) {
      if (!verifies && attempt === 1) return reply;
      const matching = (seen: Bindings) => withId(reconciled(seen), reply.result.id);
      if (uncertainPosts === 0) return await confirm(reply, async () => reconciled(await list()));
      return await confirmAll(reply, async () => {
        const { value: seen, verdict } = await readUntil(
          transport,
          transport.looks.count,
          options,
          list,
          matching,
        );
        return verdict ?? reconciled(seen);
      });
    }

    const fate = classifyWriteError(error);
    if (fate === 'not-applied' && uncertainPosts === 0) throw error;
    if (!(error instanceof APIError) || error.code === 'aborted') throw asUnknown(error, VERIFY);
    const maybeApplied = fate === 'maybe-applied' || uncertainPosts > 0;
    const willRetry =
      fate !== 'not-applied' &&
      error.retryable &&
      attempt <= retries &&
      (fate === 'probably-not-applied' || uncertainPosts === 0);
    const count = maybeApplied ? transport.looks.count : 1;
    try {
      // A wait comes before the look, so that the look is fresh when the write is sent again.
      const waits = willRetry && (fate === 'probably-not-applied' || error.retryAfter !== undefined);
      const waitError = waits ? await transport.waitToRetry(error, attempt, options) : null;
      const { value: seen, verdict } = await readUntil(transport, count, options, list, reconciled);
      if (verdict?.kind === 'created')
        return { result: verdict.binding, messages: [], extra: {}, status: 200 };
      if (verdict !== null) throw contradictionError(error, maybeApplied, verdict);
      const last = waitError ?? error;
      if (!willRetry || waitError !== null)
        throw new FinalError(maybeApplied ? asUnknown(last, VERIFY) : last);
      before = seen;
    } catch (cause) {
      throw cause instanceof FinalError
        ? cause.error
        : verificationFailed(error, maybeApplied, cause, VERIFY);
    }
    if (fate === 'maybe-applied') uncertainPosts += 1;
  }
}

/** The end of a create that a look has led to, told apart from a look that failed. */
class FinalError {
  readonly error: ByoipError;

  constructor(error: ByoipError) {
    this.error = error;
  }
}

/** The list before the write, after the rules have been asked. */
async function checkedBindings(
  transport: Transport,
  call: CreateCall,
  options: CallOptions,
): Promise<Bindings> {
  const { accountId, prefixId, cidr, serviceId } = call;
  // Each is waited for, also where another has failed: nothing goes on after the call has ended.
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
  const told = errors.map(({ code, message }) => `${code}: ${message}`).join('; ');
  throw new RuleError(
    { message: `the binding breaks a rule and was not sent: ${told}`, help: first.help },
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

async function tryOnce(
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

/** The good answer to the only try, held against one list. That it does not show the binding yet is no contradiction. */
async function confirm(
  reply: Reply<ServiceBinding>,
  ask: () => Promise<Reconciliation | null>,
): Promise<Reply<ServiceBinding>> {
  let verdict: Reconciliation | null;
  try {
    verdict = await ask();
    // Two ids for one binding: one of the two answers is wrong, and a third tells which.
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

/** The good answer to a try after an unclear one: good only where a list shows what it made, and nothing else of ours. */
async function confirmAll(
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
  const agreed = withId(verdict, reply.result.id);
  if (agreed?.kind !== 'created') throw unconfirmedError(reply, verdict, {});
  return { ...reply, result: agreed.binding };
}

/** The verdict, unless it is about a binding of another id than the answer's. */
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
      message: `the API said that it made the binding \`${reply.result.id}\`, and ${found}`,
      help: unknownOutcomeHelp(VERIFY),
      outcome: 'unknown',
      retryable: false,
    },
    { status: reply.status },
    why,
  );
}

/** The write failed, and the list holds something for its block that the write has not, or not provably, made. */
function contradictionError(error: APIError, open: boolean, verdict: Reconciliation): FinalError {
  if (verdict.kind === 'duplicated') return new FinalError(duplicatedError(verdict.bindings));
  const message = `${error.message}; the list shows ${describe(verdict)}`;
  if (verdict.kind === 'ambiguous' && open) {
    const help =
      'it may be of this call or older: without `check: false` the client looks before it writes, and can tell';
    const code = 'write-unconfirmed';
    return new FinalError(withChanges(error, { code, message, help, outcome: 'unknown', retryable: false }));
  }
  const refused = error.outcome === 'not-sent' ? 'not-sent' : 'rejected';
  const outcome = open && verdict.kind === 'conflicting' ? 'unknown' : refused;
  const help = 'a block has one binding: leave the one that is there, or delete it first';
  return new FinalError(withChanges(error, { message, help, outcome, retryable: false }));
}

function duplicatedError(bindings: Bindings): ByoipError {
  const ids = bindings.map(({ id }) => `\`${id}\``).join(' and ');
  return apiError({
    code: 'write-duplicated',
    message: `the binding was made more than once: ${ids} are for the same block and service`,
    help: 'delete all of them but one',
    outcome: 'unknown',
    retryable: false,
  });
}
