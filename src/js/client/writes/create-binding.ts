// Creates a binding: one call makes one binding, or makes none, or says that nobody knows.

import type { ServiceBinding } from '../../types/api.js';
import { type ByoipError, isByoipError } from '../../types/errors.js';
import { check, parseCidr } from '../../wasm/core.js';
import { APIError, apiError, RuleError, retold } from '../api-error.js';
import type { Call, Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import { type Bindings, judge, shown, type Verdict } from './reconcile.js';
import { doubtOf, leftOpen, look, unseen, unsent, whatNow } from './write-fate.js';

/** Options of a create. */
export interface CreateOptions extends CallOptions {
  /**
   * False: no rule is checked first, and nothing is read around the write. Where the write then ends without a clear
   * answer, the client cannot tell a binding that it made from one that was there before, and says so.
   */
  readonly check?: boolean | undefined;
}

/** A create with all that it needs. */
export type CreateCall = Call<'create-binding'> & {
  readonly prefixId: string;
  readonly cidr: string;
  readonly serviceId: string;
};

const LOOK = 'list the bindings of the prefix';

/** Creates the binding of `call`. */
export async function createBinding(
  transport: Transport,
  call: CreateCall,
  options: CreateOptions,
): Promise<Reply<ServiceBinding>> {
  transport.prepare(call);
  const retries = transport.retries(options);
  const wanted = { cidr: parseCidr(call.cidr).cidr, serviceId: call.serviceId };
  const list = () => listOf(transport, call, options);
  const careful = options.check !== false;
  let before = careful ? await unsent(checked(transport, call, options)) : null;
  /** Further tries after an error that leaves open whether the one before was carried out: one at most. */
  let blind = 0;

  for (let attempt = 1; ; attempt++) {
    const judged = (seen: Bindings) => judge(seen, before, wanted);
    const { reply, error } = await tryOnce(transport, call, options, attempt);
    if (reply !== null) {
      if (!careful && attempt === 1) return reply;
      const agreed = (seen: Bindings) => agreeing(judged(seen), reply.result.id);
      if (blind === 0) return await confirm(reply, async () => judged(await list()));
      return await confirmAll(reply, async () => {
        const { seen, verdict } = await look(transport, transport.looks.count, options, list, agreed);
        return verdict ?? judged(seen);
      });
    }

    const doubt = doubtOf(error);
    if (doubt === 'none' && blind === 0) throw error;
    if (!(error instanceof APIError) || error.code === 'aborted') throw leftOpen(error, LOOK);
    const open = doubt === 'open' || blind > 0;
    const again =
      doubt !== 'none' && error.retryable && attempt <= retries && (doubt === 'refused' || blind === 0);
    const count = open ? transport.looks.count : 1;
    try {
      // A wait comes before the look, so that the look is fresh when the write is sent again.
      const waits = again && (doubt === 'refused' || error.retryAfter !== undefined);
      const late = waits ? await transport.rest(error, attempt, options) : null;
      const { seen, verdict } = await look(transport, count, options, list, judged);
      if (verdict?.kind === 'done') return { result: verdict.binding, messages: [], extra: {}, status: 200 };
      if (verdict !== null) throw contradicted(error, open, verdict);
      const last = late ?? error;
      if (!again || late !== null) throw new Settled(open ? leftOpen(last, LOOK) : last);
      before = seen;
    } catch (cause) {
      throw cause instanceof Settled ? cause.error : unseen(error, open, cause, LOOK);
    }
    if (doubt === 'open') blind += 1;
  }
}

/** The end of a create that a look has led to, told apart from a look that failed. */
class Settled {
  readonly error: ByoipError;

  constructor(error: ByoipError) {
    this.error = error;
  }
}

/** The list before the write, after the rules have been asked. */
async function checked(transport: Transport, call: CreateCall, options: CallOptions): Promise<Bindings> {
  const { accountId, prefixId, cidr, serviceId } = call;
  // Each is waited for, also where another has failed: nothing goes on after the call has ended.
  const prefix = transport.read({ operation: 'get-prefix', accountId, prefixId }, options);
  const services = transport.read({ operation: 'list-services', accountId }, options);
  const list = listOf(transport, call, options);
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

async function listOf(transport: Transport, call: CreateCall, options: CallOptions): Promise<Bindings> {
  const { accountId, prefixId } = call;
  return (await transport.read({ operation: 'list-bindings', accountId, prefixId }, options)).result;
}

type Tried =
  | { readonly reply: Reply<ServiceBinding>; readonly error: null }
  | { readonly reply: null; readonly error: ByoipError };

async function tryOnce(
  transport: Transport,
  call: CreateCall,
  options: CallOptions,
  attempt: number,
): Promise<Tried> {
  try {
    return { reply: await transport.once(call, options, attempt), error: null };
  } catch (error) {
    if (isByoipError(error)) return { reply: null, error };
    throw error;
  }
}

/** The good answer to the only try, held against one list. That it does not show the binding yet is no contradiction. */
async function confirm(
  reply: Reply<ServiceBinding>,
  ask: () => Promise<Verdict | null>,
): Promise<Reply<ServiceBinding>> {
  let verdict: Verdict | null;
  try {
    verdict = await ask();
    // Two ids for one binding: one of the two answers is wrong, and a third tells which.
    if (agreeing(verdict, reply.result.id) === null && verdict !== null) verdict = await ask();
  } catch {
    return reply;
  }
  if (verdict === null) return reply;
  if (verdict.kind === 'done') return { ...reply, result: verdict.binding };
  throw verdict.kind === 'twice' ? twice(verdict.bindings) : unconfirmed(reply, verdict, {});
}

/** The good answer to a try after an unclear one: good only where a list shows what it made, and nothing else of ours. */
async function confirmAll(
  reply: Reply<ServiceBinding>,
  ask: () => Promise<Verdict | null>,
): Promise<Reply<ServiceBinding>> {
  let verdict: Verdict | null;
  try {
    verdict = await ask();
  } catch (cause) {
    throw unconfirmed(reply, null, { cause });
  }
  if (verdict?.kind === 'twice') throw twice(verdict.bindings);
  const agreed = agreeing(verdict, reply.result.id);
  if (agreed?.kind !== 'done') throw unconfirmed(reply, verdict, {});
  return { ...reply, result: agreed.binding };
}

/** The verdict, unless it is about a binding of another id than the answer's. */
function agreeing(verdict: Verdict | null, id: string): Verdict | null {
  return verdict?.kind === 'done' && verdict.binding.id !== id ? null : verdict;
}

function unconfirmed(reply: Reply<ServiceBinding>, verdict: Verdict | null, why: ErrorOptions): ByoipError {
  const found = verdict === null ? 'no list shows it' : `the list shows ${shown(verdict)}`;
  return apiError(
    {
      code: 'write-unconfirmed',
      message: `the API said that it made the binding \`${reply.result.id}\`, and ${found}`,
      help: whatNow(LOOK),
      outcome: 'unknown',
      retryable: false,
    },
    { status: reply.status },
    why,
  );
}

/** The write failed, and the list holds something for its block that the write has not, or not provably, made. */
function contradicted(error: APIError, open: boolean, verdict: Verdict): Settled {
  if (verdict.kind === 'twice') return new Settled(twice(verdict.bindings));
  const message = `${error.message}; the list shows ${shown(verdict)}`;
  if (verdict.kind === 'whose' && open) {
    const help =
      'it may be of this call or older: without `check: false` the client looks before it writes, and can tell';
    const code = 'write-unconfirmed';
    return new Settled(retold(error, { code, message, help, outcome: 'unknown', retryable: false }));
  }
  const refused = error.outcome === 'not-sent' ? 'not-sent' : 'rejected';
  const outcome = open && verdict.kind === 'foreign' ? 'unknown' : refused;
  const help = 'a block has one binding: leave the one that is there, or delete it first';
  return new Settled(retold(error, { message, help, outcome, retryable: false }));
}

function twice(bindings: Bindings): ByoipError {
  const ids = bindings.map(({ id }) => `\`${id}\``).join(' and ');
  return apiError({
    code: 'write-duplicated',
    message: `the binding was made more than once: ${ids} are for the same block and service`,
    help: 'delete all of them but one',
    outcome: 'unknown',
    retryable: false,
  });
}
