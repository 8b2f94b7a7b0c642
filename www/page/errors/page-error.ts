// What went wrong on the way to the data, as one shape that the page can show: what, where, the cure.

import {
  type ApiMessage,
  apiMessageText,
  classifyError,
  isByoipError,
  refusalHelp,
} from '../../../src/js/entry/page.js';
import { escapeInvisible } from '../lib/escape-text.js';

/** A stretch of the answer around the place that was found fault with. */
export interface Excerpt {
  readonly before: string;
  readonly at: string;
  readonly after: string;
}

export interface PageError {
  /** What, as a heading. */
  readonly title: string;
  /** What exactly, one sentence. */
  readonly detail: string;
  /** What would have been right, where that is not plain. */
  readonly expected?: string;
  /** Where: the request, or the step. */
  readonly where: string;
  /** The cure, one sentence. */
  readonly help: string;
  /** Stable code. */
  readonly code: string;
  /** Identifier under which the Worker logged it. */
  readonly logId?: string;
  /** JSON pointer into the answer. */
  readonly pointer?: string;
  /** Line and column in a file, both from 1. */
  readonly position?: { readonly line: number; readonly column: number };
  readonly excerpt?: Excerpt;
  /** The API's own words. */
  readonly apiMessages?: readonly string[];
  /** True where the token, not the network, is at fault. */
  readonly needsToken?: boolean;
}

const REACH = 28;

export function excerptOf(bytes: Uint8Array, at: { start: number; end: number }): Excerpt {
  const text = (from: number, to: number): string =>
    escapeInvisible(
      // A line's end and the blanks that indent the next one say nothing here.
      new TextDecoder()
        .decode(bytes.subarray(Math.max(0, from), Math.min(bytes.length, to)))
        .replace(/\s*\n\s*/g, ' ⏎ '),
      200,
    );
  const end = Math.min(Math.max(at.end, at.start + 1), at.start + REACH);
  const before = text(at.start - REACH, at.start);
  const after = text(end, end + REACH);
  return {
    before: at.start > REACH ? `…${before}` : before,
    at: at.start >= bytes.length ? '⟨end⟩' : text(at.start, end),
    after: end + REACH < bytes.length ? `${after}…` : after,
  };
}

/** An answer that is not the envelope that it should be. */
export function malformedResponseError(error: unknown, where: string, bytes: Uint8Array): PageError {
  if (!isByoipError(error)) return unexpectedError(error, where);
  return {
    title: 'The answer cannot be read',
    detail: error.message,
    where,
    help: error.help,
    code: error.code,
    ...(error.pointer === undefined ? {} : { pointer: error.pointer === '' ? '/' : error.pointer }),
    ...(error.at === undefined ? {} : { excerpt: excerptOf(bytes, error.at) }),
  };
}

const PERMISSION =
  'the usual reason is the token: it needs the permission IP Prefixes: Read for this account';

/** The API understood, and said no. */
export function apiError(errors: readonly ApiMessage[], where: string, status = 400): PageError {
  return {
    title: 'The API refused',
    detail: 'it understood the request and answered `success: false`',
    where,
    help: ['refused', 'unclear'].includes(classifyError(status, errors))
      ? PERMISSION
      : refusalHelp(status, errors),
    code: 'api-failure',
    apiMessages: errors.map((error) => escapeInvisible(apiMessageText(error), 300)),
  };
}

/** The Worker answered for itself. */
export function workerError(
  fault: { readonly code: string; readonly message: string; readonly help: string; readonly id?: string },
  where: string,
  status: number,
): PageError {
  return {
    title: status === 401 || status === 403 ? 'The token was not accepted' : 'The API could not be asked',
    detail: fault.message,
    where,
    help: fault.help,
    code: fault.code,
    needsToken: status === 401 || status === 403,
    ...(fault.id === undefined ? {} : { logId: fault.id }),
  };
}

/** An answer that is not JSON at all. */
export function notJsonError(type: string, status: number, where: string): PageError {
  return {
    title: 'The answer is not JSON',
    detail: `status ${status} came with the type \`${escapeInvisible(type === '' ? 'none' : type, 60)}\``,
    where,
    help: 'something between the page and the API answered in its place; open the page through its own Worker',
    code: 'http-status',
  };
}

/** No answer came. */
export function noResponseError(where: string): PageError {
  return navigator.onLine
    ? {
        title: 'The page’s own server does not answer',
        detail: 'the connection failed before an answer came',
        where,
        help: 'check that the Worker that served this page still runs, then try again',
        code: 'network-failed',
      }
    : {
        title: 'You are offline',
        detail: 'this browser has no network connection',
        where,
        help: 'reconnect and try again; the demo and files need no connection',
        code: 'offline',
      };
}

/** A link that does not open. */
export function linkError(detail: string): PageError {
  return {
    title: 'This link cannot be opened',
    detail,
    expected: 'a link that this page has made, complete',
    where: 'the address of this page, behind the #',
    help: 'ask for the link again, or for a file; nothing of it was opened',
    code: 'link-malformed',
  };
}

/** The page is served as plain files, and the live API was asked for. */
export function noWorkerError(): PageError {
  return {
    title: 'There is no Worker behind this page',
    detail: 'the page is served as plain files, and Cloudflare’s API does not answer web pages directly',
    where: 'the host of this page',
    help: 'serve the page by its Worker (`npm start`, or deploy it); the demo and files work without one',
    code: 'no-worker',
  };
}

/** The core did not start, so nothing on the page can work. */
export function coreLoadError(error: unknown): PageError {
  return {
    ...unexpectedError(error, 'the WebAssembly file of the core'),
    title: 'The core did not start',
    help: 'try again; the browser has to allow WebAssembly on this page',
    code: 'core-missing',
  };
}

/** Anything that no other function here foresaw. */
export function unexpectedError(error: unknown, where: string): PageError {
  return {
    title: 'Something unforeseen went wrong',
    detail: escapeInvisible(error instanceof Error ? error.message : String(error), 300),
    where,
    help: 'try again; if it stays, reload the page',
    code: 'unexpected',
  };
}
