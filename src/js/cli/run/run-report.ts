// Runs as text: a line for each record, and where a run stands.

import { escapeInvisible } from '../../text/sanitize.js';
import type { PrefixStatus, RunBlock, RunRecord, RunStatus } from '../../types/run.js';
import { grouped, type Painter, pluralize, safeText, type TextCell, table } from '../output.js';

/** Prefixes that a report lists; the others are counted. */
const MOST_PREFIXES = 50;

/** The record as a line, or null for one that is of no interest to people. */
export function recordLine(record: RunRecord, paint: Painter): string | null {
  const what = recordText(record);
  if (what === null) return null;
  const place = record.prefix === undefined ? '' : `${text(record.prefix)}  `;
  const colour = record.kind === 'blocked' ? paint.red : same;
  return `${paint.dim(record.at.slice(0, 19).replace('T', ' '))}  ${place}${colour(what)}`;
}

const same = (line: string): string => line;
const text = (value: unknown): string => safeText(String(value ?? ''), 300);

function recordText(record: RunRecord): string | null {
  const step = `step ${text(record.step)}`;
  switch (record.kind) {
    case 'intent':
      return `${step}: ${INTENTS[String(record.op)] ?? text(record.op)} ${text(record.cidr)} …`;
    case 'outcome':
      return `${step}: ${OUTCOMES[String(record.result)] ?? text(record.result)}${record.said === undefined ? '' : ` (${text(record.said)})`}`;
    case 'waiting':
      return `${step}: waits at least until ${text(record.until).slice(0, 16).replace('T', ' ')} UTC`;
    case 'waited':
      return `${step}: the wait is over`;
    case 'skipped':
      return `${step}: the wait is skipped by ${text(record.by)}: ${text(record.reason)}`;
    case 'blocked':
      return `${step}: ${text(record.message)}; ${text(record.help)}`;
    case 'unblocked':
      return 'goes on';
    case 'answered':
      return `${text(record.question)}: ${text(record.choice)}, says ${text(record.by)}`;
    case 'paused':
    case 'resumed':
    case 'abandoned':
      return `the run is ${record.kind}`;
    default:
      return null;
  }
}

const INTENTS: Readonly<Record<string, string>> = {
  create: 'create',
  delete: 'delete',
  'delete-duplicate': 'delete the second binding of',
  'create-bgp-prefix': 'create the BGP prefix',
  'edit-bgp-prefix': 'edit the BGP prefix',
  advertise: 'change the advertisement of',
  delegate: 'delegate',
};

const OUTCOMES: Readonly<Record<string, string>> = {
  done: 'done',
  found: 'done, as a list shows',
  present: 'nothing to do',
  'not-applied': 'not carried out',
  unknown: 'the outcome is unknown',
};

/** A time on this machine and in UTC, as people read it. */
export function localAndUtc(time: number): string {
  const utc = new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const local = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
  return local === utc ? `${utc} UTC` : `${local} local time (${utc} UTC)`;
}

/** `5 h 12 min`, `40 s`. */
export function duration(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  if (milliseconds < 60_000) return `${Math.max(1, Math.ceil(milliseconds / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/** Where a run stands, for people. `now`: in the run's time. */
export function statusText(status: RunStatus, now: number, paint: Painter): string {
  const { state, stepsDone, steps, endsAt, prefixes, heldUntil } = status;
  const head = [
    `${paint.bold('run')}      ${safeText(status.runId)} of the account ${safeText(status.accountId)}, at ${safeText(status.api, 200)}`,
    `${paint.bold('state')}    ${paint.bold(STATES[state])}`,
    `${paint.bold('steps')}    ${grouped(stepsDone)} of ${grouped(steps)} done`,
  ];
  if (endsAt !== null && !isBlocked(status)) {
    head.push(
      `${paint.bold('ends')}     about ${localAndUtc(endsAt)}, in ${duration(Math.max(0, endsAt - now))}`,
    );
  }
  if (state === 'running' && heldUntil > now) {
    const until = localAndUtc(heldUntil);
    head.push(
      `${paint.bold('held')}     by ${safeText(status.owner)} on ${safeText(status.host)} until ${until}`,
    );
  }
  head.push(`${paint.bold('last')}     ${safeText(status.last, 300)}`);
  const shown = prefixes.slice(0, MOST_PREFIXES);
  const rows = shown.map((one) => prefixCells(one, now));
  const sum = pluralize(prefixes.length, 'prefix', 'prefixes');
  const lines = [...head, '', table(['PREFIX', 'STATE', 'STEPS', 'NEXT'], rows, sum, paint).trimEnd()];
  const blocks = prefixes.flatMap(({ prefix, blocked }) =>
    blocked === null ? [] : ['', ...blockLines(prefix, blocked, paint)],
  );
  return `${[...lines, ...blocks].join('\n')}\n`;
}

const STATES = {
  running: 'has something to do',
  paused: 'paused',
  stopped: 'stopped',
  done: 'done',
  abandoned: 'abandoned',
} as const satisfies Record<RunStatus['state'], string>;

const isBlocked = ({ prefixes }: RunStatus): boolean => prefixes.some(({ blocked }) => blocked !== null);

/** The cells of a prefix in a table. */
export function prefixCells(prefix: PrefixStatus, now: number): readonly TextCell[] {
  const { state, stepsDone, steps, step, until } = prefix;
  const left = until === null ? '' : `, ${duration(Math.max(0, until - now))} left`;
  const texts = [prefix.prefix, state, `${stepsDone}/${steps}`, `${escapeInvisible(step ?? '-', 90)}${left}`];
  return texts.map((cell) => ({ text: cell }));
}

/** Why a prefix does not go on, and what to do. */
export function blockLines(prefix: string, block: RunBlock, paint: Painter): readonly string[] {
  const { code, message, help, question, choices } = block;
  const lines = [
    `${paint.bold(prefix)}  ${paint.red(safeText(message, 500))}`,
    `  cure: ${safeText(help, 400)}`,
    paint.dim(`  code: ${code}`),
  ];
  if (question === null) return lines;
  const options = choices.map(
    ([choice, consequence]) => `  --answer '${safeText(question, 200)}=${choice}': ${consequence}`,
  );
  return [...lines, ...options];
}
