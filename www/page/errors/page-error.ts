// An error as the page shows it: what happened, where, and what to do.

import {
  type ApiMessage,
  apiMessageText,
  type ByoipError,
  defined,
  type ErrorClass,
  isByoipError,
  refusalHelp,
} from '../../../src/js/entry/page.js';
import { escapeInvisible } from '../lib/escape-text.js';

/** The text around the position of an error. */
export interface Excerpt {
  readonly before: string;
  readonly at: string;
  readonly after: string;
}

export interface PageError {
  /** The heading. */
  readonly title: string;
  /** What happened, one sentence. */
  readonly detail: string;
  /** What would have been valid, where that is not obvious. */
  readonly expected?: string;
  /** The request or the file. */
  readonly where: string;
  /** What to do, one sentence. */
  readonly help: string;
  /** A stable code. */
  readonly code: string;
  /** The ID of the Worker's log entry. */
  readonly logId?: string;
  /** A JSON pointer into the response. */
  readonly pointer?: string;
  /** Line and column in a file, both from 1. */
  readonly position?: { readonly line: number; readonly column: number };
  readonly excerpt?: Excerpt;
  /** The messages of the API. */
  readonly apiMessages?: readonly string[];
  /** The class of a refusal of the API. */
  readonly refusal?: ErrorClass;
  /** True where another token may help. */
  readonly needsToken?: boolean;
}

export type LoadResult<T> =
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'error'; readonly error: PageError };

/** A value that may not be loaded yet, or the error that the page shows in its place. */
export type Loadable<T> = { readonly kind: 'idle' } | { readonly kind: 'loading' } | LoadResult<T>;

/** Bytes shown on each side of an error. */
const CONTEXT = 28;

function excerptOf(bytes: Uint8Array, at: { start: number; end: number }): Excerpt {
  const text = (from: number, to: number): string =>
    escapeInvisible(
      // Line breaks and indentation do not matter here.
      new TextDecoder()
        .decode(bytes.subarray(Math.max(0, from), Math.min(bytes.length, to)))
        .replace(/\s*\n\s*/g, ' ⏎ '),
      200,
    );
  const end = Math.min(Math.max(at.end, at.start + 1), at.start + CONTEXT);
  const before = text(at.start - CONTEXT, at.start);
  const after = text(end, end + CONTEXT);
  return {
    before: at.start > CONTEXT ? `…${before}` : before,
    at: at.start >= bytes.length ? '⟨end⟩' : text(at.start, end),
    after: end + CONTEXT < bytes.length ? `${after}…` : after,
  };
}

/** What the core says about bytes that it cannot read. */
export function errorInBytes(error: ByoipError, where: string, bytes: Uint8Array): Omit<PageError, 'title'> {
  const { message: detail, help, code, pointer, at } = error;
  return defined({
    detail,
    where,
    help,
    code,
    pointer: pointer === '' ? '/' : pointer,
    excerpt: at && excerptOf(bytes, at),
  });
}

/** A response that is not a valid envelope. */
export function malformedResponseError(error: unknown, where: string, bytes: Uint8Array): PageError {
  if (!isByoipError(error)) return unexpectedError(error, where);
  return { title: 'Could not read the response', ...errorInBytes(error, where, bytes) };
}

const PERMISSION = 'check the token: it needs the permission IP Prefixes: Read for this account';

/** A response with `success: false`. */
export function apiError(
  errors: readonly ApiMessage[],
  where: string,
  kind: ErrorClass = 'refused',
): PageError {
  return {
    title: 'The API returned an error',
    detail: 'the response has `success: false`',
    where,
    help: kind === 'refused' || kind === 'unclear' ? PERMISSION : refusalHelp(kind),
    code: 'api-failure',
    apiMessages: errors.map((error) => escapeInvisible(apiMessageText(error), 300)),
  };
}

/** An error of the Worker itself, as it sent it. */
export function workerError(
  { code, message, help, id }: Readonly<Record<string, unknown>>,
  where: string,
  status: number,
): PageError {
  const text = (value: unknown, fallback: string): string =>
    typeof value === 'string' && value !== '' ? value : fallback;
  const needsToken = status === 401 || status === 403;
  return defined({
    title: needsToken ? 'The token was not accepted' : 'Could not reach the API',
    detail: text(message, `the Worker answered with status ${status}`),
    where,
    help: text(help, 'try again'),
    code: text(code, 'http-status'),
    needsToken,
    logId: typeof id === 'string' ? id : undefined,
  });
}

/** A response that is not JSON. */
export function notJsonError(type: string, status: number, where: string): PageError {
  const shownType = escapeInvisible(type === '' ? 'none' : type, 60);
  return {
    title: 'The response is not JSON',
    detail: `the response has status ${status} and the content type \`${shownType}\``,
    where,
    help: 'another server answered instead of the API; open the page through its own Worker',
    code: 'http-status',
  };
}

/** A request without a response. */
export function noResponseError(where: string): PageError {
  return navigator.onLine
    ? {
        title: 'The page’s own server does not answer',
        detail: 'the connection failed before a response arrived',
        where,
        help: 'check that the Worker that serves this page is running, then try again',
        code: 'network-failed',
      }
    : {
        title: 'You are offline',
        detail: 'this browser has no network connection',
        where,
        help: 'reconnect, then try again; the demo and files need no connection',
        code: 'offline',
      };
}

/** A link that the page cannot read. */
export function linkError(detail: string): PageError {
  return {
    title: 'This link cannot be opened',
    detail,
    expected: 'a complete link from this page',
    where: 'the address of this page, after the #',
    help: 'ask the sender for the link again, or for a file',
    code: 'link-malformed',
  };
}

/** The user selected the live API on a page that has no Worker. */
export function noWorkerError(): PageError {
  return {
    title: 'There is no Worker behind this page',
    detail:
      'a plain file host serves this page, and Cloudflare’s API does not accept requests from web pages',
    where: 'the host of this page',
    help: 'serve the page with its Worker (`npm start`, or deploy it); the demo and files work without one',
    code: 'no-worker',
  };
}

/** The core did not start. Nothing on the page works without it. */
export function coreLoadError(error: unknown): PageError {
  return {
    ...unexpectedError(error, 'the WebAssembly file of the page'),
    title: 'This page could not load its lookup engine',
    ...loadFailure(error),
    code: 'core-missing',
  };
}

function loadFailure(error: unknown): Partial<Pick<PageError, 'detail' | 'help'>> & Pick<PageError, 'help'> {
  if (typeof WebAssembly === 'undefined') {
    return {
      detail: 'this browser does not run WebAssembly here: Lockdown Mode or a policy switches it off',
      help: 'allow WebAssembly for this site, then reload the page',
    };
  }
  if (error instanceof WebAssembly.CompileError) {
    return {
      detail: 'the WebAssembly file is incomplete or damaged, or a policy does not allow it',
      help: 'reload the page; if it happens again, deploy the page again',
    };
  }
  return { help: 'try again; if it happens again, check that all files of the page were deployed' };
}

/** Any other error. */
export function unexpectedError(error: unknown, where: string): PageError {
  return {
    title: 'Unexpected error',
    detail: escapeInvisible(error instanceof Error ? error.message : String(error), 300),
    where,
    help: 'try again; if it happens again, reload the page',
    code: 'unexpected',
  };
}
