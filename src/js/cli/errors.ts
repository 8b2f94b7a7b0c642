// The errors of a command: printed for people with position and suggested fix, and for programs as JSON.

import { apiMessageText } from '../client/api-message.js';
import { escapeInvisible } from '../text/sanitize.js';
import type { ApiMessage, Finding } from '../types/api.js';
import { defined } from '../types/defined.js';
import { type ByoipError, isByoipError } from '../types/errors.js';
import { isError, systemCodeOf } from '../types/realm.js';
import { othersText, printedFindings } from './findings.js';
import type { Sink } from './io.js';
import { jsonText, type Painter, safeText, width } from './output.js';

/** Codes of the command line, in addition to those of the package. Append only. */
export const COMMAND_ERROR_CODES = [
  'usage',
  'input-missing',
  'input-unreadable',
  'input-too-large',
  'prefix-not-found',
  'state-malformed',
  'state-unwritable',
  'cannot-listen',
  'output-failed',
  'internal',
  'default-unknown',
  'binding-conflict',
  'binding-service-unread',
  'binding-not-found',
  'prefix-ambiguous',
  'state-locked',
  'plan-not-agreed',
  'not-confirmed',
  'plan-malformed',
  'plan-of-another-account',
  'worker-refused',
  'worker-unreachable',
] as const;

/** The line of an input with the error in it. */
export interface SourceExcerpt {
  /** The option, or the file with line and column; absent where the line alone is clear. */
  readonly source?: string;
  /** The line, or the part of it around the error. */
  readonly line: string;
  /** UTF-16 offsets into `line`. */
  readonly start: number;
  readonly end: number;
}

/** An error as data, with its position where known. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly help: string;
  /** A text that would be accepted in place of the refused one. */
  readonly cure?: string;
  readonly at?: { readonly start: number; readonly end: number };
  readonly pointer?: string;
  readonly excerpt?: SourceExcerpt;
  /** The usage of the command, for a usage error. */
  readonly usage?: string;
  /** For an error of the API: the HTTP status and all errors of the response. */
  readonly status?: number;
  readonly errors?: readonly ApiMessage[];
  /** The broken rules, where they are the error. */
  readonly findings?: readonly (Finding & { readonly source?: string })[];
}

/** The error that a command throws. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly report: ErrorReport;

  constructor(report: ErrorReport, options?: ErrorOptions) {
    super(report.message, options);
    this.report = report;
  }
}

/** True for an error that a command has thrown. */
export const isCommandError = (thrown: unknown): thrown is CommandError =>
  isError(thrown) && thrown.name === 'CommandError';

/** The error of a wrong call of a command. */
export function usageError(message: string, help: string, usage?: string): CommandError {
  return new CommandError(defined({ code: 'usage', message, help, usage }));
}

/** An error of the core about a short text, with that text. */
export function errorInText(error: unknown, text: string, source?: string): unknown {
  if (!isByoipError(error)) return error;
  const { start, end } = error.at ?? { start: 0, end: text.length };
  return new CommandError({
    ...reportOfByoip(error),
    excerpt: defined({ line: text, start, end, source }),
  });
}

const BEFORE = 40;
const AFTER = 60;

/** An error of the core about the bytes of a file, with the line around the position. O(bytes). */
export function errorInBytes(error: unknown, source: string, bytes: Uint8Array): unknown {
  if (!isByoipError(error)) return error;
  if (error.at === undefined || bytes.length === 0) return new CommandError(reportOfByoip(error));
  const start = Math.min(error.at.start, bytes.length);
  const before = bytes.subarray(0, start);
  // A line ends in CRLF, LF or CR.
  const lineStart = Math.max(before.lastIndexOf(0x0a), before.lastIndexOf(0x0d)) + 1;
  const next = bytes.subarray(start).findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const lineEnd = next < 0 ? bytes.length : start + next;
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const cutStart = nextCharacter(bytes, Math.max(lineStart, start - BEFORE));
  const cutEnd = nextCharacter(bytes, Math.min(lineEnd, start + AFTER));
  const head = (cutStart > lineStart ? '…' : '') + text(cutStart, start);
  const body = text(start, Math.max(start, Math.min(error.at.end, cutEnd)));
  const tail = text(Math.min(start + (error.at.end - start), cutEnd), cutEnd) + (cutEnd < lineEnd ? '…' : '');
  let line = 1;
  before.forEach((byte, i) => {
    if (byte === 0x0a || (byte === 0x0d && bytes[i + 1] !== 0x0a)) line += 1;
  });
  const column = [...text(lineStart, start)].length + 1;
  return new CommandError({
    ...reportOfByoip(error),
    excerpt: {
      source: `${source}:${line}:${column}`,
      line: head + body + tail,
      start: head.length,
      end: head.length + body.length,
    },
  });
}

/** The next position at which a UTF-8 character begins. */
function nextCharacter(bytes: Uint8Array, position: number): number {
  let at = position;
  while (at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
}

/** The report for anything that was thrown. */
export function errorReport(thrown: unknown): ErrorReport {
  if (isCommandError(thrown)) return thrown.report;
  if (isByoipError(thrown)) return reportOfByoip(thrown);
  const reason = isError(thrown) ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return {
    code: 'internal',
    message: `unexpected error: ${reason}`,
    help: 'this is a bug in byoip: report it with the command and its input',
  };
}

/** The code of a system error, such as `ENOENT`. */
export function systemErrorCode(error: unknown): string {
  return systemCodeOf(error) ?? 'unknown reason';
}

/** Settings of the package, and the environment variables that set them for the command line. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['`apiToken`', '`CLOUDFLARE_API_TOKEN`'],
  ['`apiEmail`', '`CLOUDFLARE_EMAIL`'],
  ['`apiKey`', '`CLOUDFLARE_API_KEY`'],
  ['`accountId`', '`CLOUDFLARE_ACCOUNT_ID`'],
  ['`baseURL`', '`CLOUDFLARE_BASE_URL`'],
  ['`maxRetries`', '`BYOIP_MAX_RETRIES`'],
];

/** A suggestion to change a setting that the command line does not have. */
const UNAVAILABLE_SETTING = /(?:, or|;) (?:pass )?a larger `(?:timeout|maxWait|requestBudget)`[^;]*/g;

/** A text of the package with the names of the command line, without suggestions that do not apply there. */
export function inCliTerms(text: string): string {
  return SETTINGS.reduce(
    (all, [ours, here]) => all.replaceAll(ours, here),
    text.replace(UNAVAILABLE_SETTING, ''),
  );
}

function reportOfByoip(error: ByoipError): ErrorReport {
  const { code, message, help, cure, at, pointer, findings } = error;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  const errors =
    'errors' in error && Array.isArray(error.errors) ? (error.errors as ApiMessage[]) : undefined;
  const fields = {
    code,
    message: inCliTerms(message),
    help: inCliTerms(help),
    cure,
    at,
    pointer,
    status,
    errors,
  };
  return defined({ ...fields, findings: findings?.length === 0 ? undefined : findings });
}

/** The report as the JSON in `{ "error": … }`, with stable fields only. */
export function errorJson(report: ErrorReport): object {
  const { code, message, help, cure, at, pointer, excerpt, status, errors, findings } = report;
  return { code, message, help, cure, at, pointer, source: excerpt?.source, status, errors, findings };
}

/** Prints an error for people. */
export async function printError(report: ErrorReport, to: Sink, paint: Painter): Promise<void> {
  const { code, message, help, excerpt, pointer, usage, errors = [], findings = [] } = report;
  const lines = [`${paint.bold('byoip:')} ${paint.red(safeText(message, 500))}`];
  if (excerpt?.source !== undefined) {
    const path = pointer === undefined || pointer === '' ? '' : `  at ${safeText(pointer, 200)}`;
    lines.push(`  ${paint.dim(`in ${safeText(excerpt.source, 200)}${path}`)}`);
  }
  for (const line of excerpt === undefined ? [] : underline(excerpt, paint)) lines.push(line);
  for (const error of errors.slice(1)) lines.push(`  also: ${safeText(apiMessageText(error), 300)}`);
  for (const printed of printedFindings(findings)) {
    const { finding, others } = printed;
    const where = finding.source === undefined ? '' : paint.dim(`  in ${safeText(finding.source, 200)}`);
    lines.push(
      `  ${paint.bold(finding.code)}  ${safeText(finding.cidr, 60)}${where}`,
      `    ${safeText(finding.message, 400)}`,
      `    ${paint.dim('cure:')} ${safeText(finding.help, 400)}`,
    );
    if (others.length > 0) lines.push(`    ${othersText(printed)}`);
  }
  lines.push(`  cure: ${safeText(help, 500)}`);
  if (usage === undefined) lines.push(paint.dim(`  code: ${code}`));
  else lines.push(`  usage: ${usage}`);
  await to.write(`${lines.join('\n')}\n`);
}

const MAX_LINE = 400;

/** The line, and carets below the error; nothing without a line. */
function underline({ line, start, end }: SourceExcerpt, paint: Painter): string[] {
  if (line === '') return [];
  const head = escapeInvisible(line.slice(0, start), MAX_LINE);
  const body = escapeInvisible(line.slice(start, end), MAX_LINE);
  const tail = escapeInvisible(line.slice(end), MAX_LINE);
  const carets = '^'.repeat(Math.max(1, width(body)));
  return [`    ${head}${body}${tail}`, `    ${' '.repeat(width(head))}${paint.red(carets)}`];
}

/** An error for programs: one JSON document. */
export function errorDocument(report: ErrorReport): string {
  return `${jsonText({ error: errorJson(report) })}\n`;
}
