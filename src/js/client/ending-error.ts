// The error of a call that has failed: the core decides how it ends, and this is the text.

import type { ByoipError } from '../types/errors.js';
import type { Operation } from '../types/operations.js';
import type { Ending, FailedStep } from '../wasm/exchange.js';
import { type ApiProblem, apiError, isApiError, withChanges } from './api-error.js';

/** How the requests of a call went: the last error of the call itself, of a read after it, and the last status of the call. */
export interface CallHistory {
  call?: ByoipError | undefined;
  look?: ByoipError | undefined;
  status?: number | undefined;
}

/** The error that a call ends with. */
export function endingError(
  step: FailedStep,
  { call, look, status }: CallHistory,
  operation: Operation,
  maxWait: number,
): ByoipError {
  const { ending, outcome = 'unknown', tooLong } = step;
  const help = unknownOutcomeHelp(operation);
  if (call === undefined || UNCONFIRMED.includes(ending)) {
    if (ending === 'unreadable' && look?.code === 'aborted') return withChanges(look, { outcome });
    const cause = look === undefined ? {} : { cause: look };
    return apiError(unconfirmedProblem(step, operation, help), { status }, cause);
  }
  const message = `${call.message}; the list shows ${step.found}`;
  switch (ending) {
    case 'unknown':
      return withChanges(waited(call, tooLong, maxWait), {
        outcome,
        help: `${help}; the API may show it late`,
      });
    case 'unverified': {
      const cause = waited(look ?? call, tooLong, maxWait);
      if (cause.code === 'aborted') return withChanges(cause, { outcome });
      return withChanges(call, { outcome, help: outcome === 'unknown' ? help : call.help }, { cause });
    }
    case 'ambiguous':
      return withChanges(call, {
        code: 'write-unconfirmed',
        message,
        help: 'this call or an earlier one may have created it: without `check: false` the client reads the list first and can tell',
        outcome,
        retryable: false,
      });
    case 'taken':
      return withChanges(call, {
        message,
        help: `${limitOf(operation)}: keep the existing one, or delete it first`,
        outcome,
        retryable: false,
      });
    default:
      return waited(call, tooLong, maxWait);
  }
}

/** Ends that contradict a success, or that do not depend on the last error. */
const UNCONFIRMED: readonly Ending[] = ['duplicated', 'unconfirmed', 'ineffective', 'unreadable'];

function unconfirmedProblem(
  { ending, id, found }: FailedStep,
  operation: Operation,
  unknownHelp: string,
): ApiProblem {
  const kind = kindOf(operation);
  const unknown = { code: 'write-unconfirmed', help: unknownHelp, outcome: 'unknown' } as const;
  switch (ending) {
    case 'duplicated':
      return {
        code: 'write-duplicated',
        message: `the ${kind} was created more than once: ${found} have the same ${identityOf(operation)}`,
        help: 'delete all of them except one',
        outcome: 'unknown',
        retryable: false,
      };
    case 'ineffective':
      return {
        code: 'edit-ineffective',
        message: `the API reported success, but ${id} of the ${kind} did not change${found === null ? '' : `: it is ${found}`}`,
        help:
          found === null
            ? `get the ${kind} again later${kind === 'prefix' ? '' : ', and check what controls its advertisement'}`
            : 'ask the account team at Cloudflare: no call can change the advertisement of this prefix',
        outcome: 'rejected',
        retryable: false,
      };
    case 'unreadable':
      return {
        ...unknown,
        message: `the API reported success for the edit, but the ${kind} could not be read back`,
        retryable: true,
      };
    default: {
      const shown = found === null ? 'no list shows it' : `the list shows ${found}`;
      const message = `the API reported that it created the ${kind} \`${id}\`, and ${shown}`;
      return { ...unknown, message, retryable: false };
    }
  }
}

/** The error, or `wait-too-long` where its response asked for a wait over the limit. */
function waited(error: ByoipError, seconds: number | undefined, maxWait: number): ByoipError {
  if (seconds === undefined || !isApiError(error)) return error;
  return withChanges(error, {
    code: 'wait-too-long',
    message: `${error.message}, and asks to wait ${seconds} s, more than the allowed ${maxWait / 1000} s`,
    help: 'call again after that time, or pass a larger `maxWait`',
  });
}

/** The suggested fix for the outcome `unknown`. */
function unknownOutcomeHelp(operation: Operation): string {
  const kind = kindOf(operation);
  const many = kind === 'BGP prefix' ? 'BGP prefixes' : `${kind}s`;
  const isListed = !operation.startsWith('edit-') && kind !== 'prefix';
  const look = isListed ? `list the ${many} of the prefix` : `get the ${kind}`;
  return `${look} before you send it again: it may have been carried out`;
}

/** What a write is about. */
function kindOf(operation: Operation): 'binding' | 'BGP prefix' | 'delegation' | 'prefix' {
  if (operation.endsWith('-bgp-prefix')) return 'BGP prefix';
  if (operation.endsWith('-delegation')) return 'delegation';
  return operation.endsWith('-prefix') ? 'prefix' : 'binding';
}

/** What no two resources of a kind may share. */
function identityOf(operation: Operation): string {
  const others = { 'create-bgp-prefix': 'block', 'create-delegation': 'block and account' };
  return others[operation as keyof typeof others] ?? 'block and service';
}

function limitOf(operation: Operation): string {
  if (operation === 'create-delegation') return 'a block can be delegated to an account only once';
  return `a block can have only one ${kindOf(operation)}`;
}
