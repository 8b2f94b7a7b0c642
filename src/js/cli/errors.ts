// What goes wrong in a command, told to people with the place and the cure, and to programs as JSON.

import { apiMessageText } from '../client/api-message.js';
import { escapeInvisible } from '../text/sanitize.js';
import type { ApiMessage, Finding } from '../types/api.js';
import { type ByoipError, isByoipError } from '../types/errors.js';
import type { Sink } from './io.js';
import { jsonText, type Painter, safeText, width } from './output.js';

/** Codes of the command line itself, beside those of the package. Append only. */
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
] as const;

export type CommandErrorCode = (typeof COMMAND_ERROR_CODES)[number];

/** Where in an input something is wrong. */
export interface SourceExcerpt {
  /** Name of the input, unless the line says it all: an option, a file with line and column. */
  readonly source?: string;
  /** The line that it is in. */
  readonly line: string;
  /** UTF-16 offsets into `line`. */
  readonly start: number;
  readonly end: number;
}

/** An error of ours, with what is known of its place. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly help: string;
  /** The text that would be accepted in place of the one that was refused. */
  readonly cure?: string;
  readonly at?: { readonly start: number; readonly end: number };
  readonly pointer?: string;
  readonly excerpt?: SourceExcerpt;
  /** How the command is called, for an error of use. */
  readonly usage?: string;
  /** Where the API answered: the HTTP status and all that it said. */
  readonly status?: number;
  readonly errors?: readonly ApiMessage[];
  /** The rules that are broken, where that is what is wrong. */
  readonly findings?: readonly Finding[];
}

/** What a command throws. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly report: ErrorReport;

  constructor(trouble: ErrorReport, options?: ErrorOptions) {
    super(trouble.message, options);
    this.report = trouble;
  }
}

/** An error of use: how the command was called, not what it found. */
export function usageError(message: string, help: string, usage?: string): CommandError {
  return new CommandError({ code: 'usage', message, help, ...(usage === undefined ? {} : { usage }) });
}

/** An error of the core about a short text, with the text. */
export function errorInText(error: unknown, text: string, source?: string): unknown {
  if (!isByoipError(error)) return error;
  const { start, end } = error.at ?? { start: 0, end: text.length };
  return new CommandError({
    ...reportOfByoip(error),
    excerpt: { line: text, start, end, ...(source === undefined ? {} : { source }) },
  });
}

const BEFORE = 40;
const AFTER = 60;

/** An error of the core about the bytes of a file, with the line around the place. O(bytes). */
export function errorInBytes(error: unknown, source: string, bytes: Uint8Array): unknown {
  if (!isByoipError(error)) return error;
  if (error.at === undefined || bytes.length === 0) return new CommandError(reportOfByoip(error));
  const start = Math.min(error.at.start, bytes.length);
  const before = bytes.subarray(0, start);
  const lineStart = before.lastIndexOf(0x0a) + 1;
  const newline = bytes.indexOf(0x0a, start);
  const lineEnd = newline < 0 ? bytes.length : newline;
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const cutStart = nextCharacter(bytes, Math.max(lineStart, start - BEFORE));
  const cutEnd = nextCharacter(bytes, Math.min(lineEnd, start + AFTER));
  const head = (cutStart > lineStart ? '…' : '') + text(cutStart, start);
  const body = text(start, Math.max(start, Math.min(error.at.end, cutEnd)));
  const tail = text(Math.min(start + (error.at.end - start), cutEnd), cutEnd) + (cutEnd < lineEnd ? '…' : '');
  let line = 1;
  for (const byte of before) if (byte === 0x0a) line += 1;
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

/** The next position that begins a UTF-8 character. */
function nextCharacter(bytes: Uint8Array, position: number): number {
  let at = position;
  while (at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
}

/** Whatever was thrown, as trouble. */
export function errorReport(thrown: unknown): ErrorReport {
  if (thrown instanceof CommandError) return thrown.report;
  if (isByoipError(thrown)) return reportOfByoip(thrown);
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return {
    code: 'internal',
    message: `this should not have happened: ${reason}`,
    help: 'it is a fault of this program: report it with the command and its input',
  };
}

/** Settings of the package by what a person sets on the command line. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['`apiToken`', '`CLOUDFLARE_API_TOKEN`'],
  ['`apiEmail`', '`CLOUDFLARE_EMAIL`'],
  ['`apiKey`', '`CLOUDFLARE_API_KEY`'],
  ['`accountId`', '`CLOUDFLARE_ACCOUNT_ID`'],
  ['`baseURL`', '`CLOUDFLARE_BASE_URL`'],
  ['`maxRetries`', '`BYOIP_MAX_RETRIES`'],
];

/** Advice to change a setting that the command line does not have. */
const UNAVAILABLE_SETTING = /(?:, or|;) (?:pass )?a larger `(?:timeout|maxWait|requestBudget)`[^;]*/g;

/** A text of the package with the names that a person knows here, and without advice that cannot be followed here. */
export function inCliTerms(text: string): string {
  return SETTINGS.reduce(
    (all, [ours, here]) => all.replaceAll(ours, here),
    text.replace(UNAVAILABLE_SETTING, ''),
  );
}

function reportOfByoip(error: ByoipError): ErrorReport {
  const { code, message, help, cure, at, pointer, findings } = error;
  return {
    code,
    message: inCliTerms(message),
    help: inCliTerms(help),
    ...(cure === undefined ? {} : { cure }),
    ...(findings === undefined || findings.length === 0 ? {} : { findings }),
    ...(at === undefined ? {} : { at }),
    ...(pointer === undefined ? {} : { pointer }),
    ...('status' in error && typeof error.status === 'number' ? { status: error.status } : {}),
    ...('errors' in error && Array.isArray(error.errors) ? { errors: error.errors as ApiMessage[] } : {}),
  };
}

/** Trouble as the JSON of `{ "error": … }`: stable fields only. */
export function errorJson({
  code,
  message,
  help,
  cure,
  at,
  pointer,
  excerpt: place,
  status,
  errors,
  findings,
}: ErrorReport): object {
  return { code, message, help, cure, at, pointer, source: place?.source, status, errors, findings };
}

/** Findings that are told one by one. */
const MAX_FINDINGS = 20;

/** Tells people. */
export async function printError(trouble: ErrorReport, to: Sink, paint: Painter): Promise<void> {
  const { code, message, help, excerpt: place, pointer, usage, errors = [], findings = [] } = trouble;
  const lines = [`${paint.bold('byoip:')} ${paint.red(safeText(message, 500))}`];
  if (place?.source !== undefined) {
    const path = pointer === undefined || pointer === '' ? '' : `  at ${safeText(pointer, 200)}`;
    lines.push(`  ${paint.dim(`in ${safeText(place.source, 200)}${path}`)}`);
  }
  for (const line of place === undefined ? [] : underline(place, paint)) lines.push(line);
  for (const error of errors.slice(1)) lines.push(`  also: ${safeText(apiMessageText(error), 300)}`);
  for (const { code, cidr, message, help } of findings.slice(0, MAX_FINDINGS)) {
    lines.push(`  ${paint.bold(code)}  ${safeText(cidr, 60)}`, `    ${safeText(message, 400)}`);
    lines.push(`    ${paint.dim('cure:')} ${safeText(help, 400)}`);
  }
  if (findings.length > MAX_FINDINGS) lines.push(`  and ${findings.length - MAX_FINDINGS} more`);
  lines.push(`  cure: ${safeText(help, 500)}`);
  if (usage === undefined) lines.push(paint.dim(`  code: ${code}`));
  else lines.push(`  usage: ${usage}`);
  await to.write(`${lines.join('\n')}\n`);
}

const MAX_LINE = 400;

/** The line and carets below the place; nothing where there is no line. */
function underline({ line, start, end }: SourceExcerpt, paint: Painter): string[] {
  if (line === '') return [];
  const head = escapeInvisible(line.slice(0, start), MAX_LINE);
  const body = escapeInvisible(line.slice(start, end), MAX_LINE);
  const tail = escapeInvisible(line.slice(end), MAX_LINE);
  const carets = '^'.repeat(Math.max(1, width(body)));
  return [`    ${head}${body}${tail}`, `    ${' '.repeat(width(head))}${paint.red(carets)}`];
}

/** Tells programs: one JSON document. */
export function errorDocument(trouble: ErrorReport): string {
  return `${jsonText({ error: errorJson(trouble) })}\n`;
}
