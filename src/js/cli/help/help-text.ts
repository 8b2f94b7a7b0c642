// The help: an overview and a page for each command.

import { type Command, optionsOf } from '../command.js';
import type { Options } from '../options.js';
import { AlignedColumns, type Painter } from '../output.js';
import { SUMMARIES } from '../summaries.js';

/** What the command is for. */
export const DESCRIPTION =
  'Who owns this address? Cloudflare BYOIP service bindings: resolve, check, plan, apply, emulate.';

/** Where a command that calls the API has its settings from. */
export const CREDENTIALS =
  'A command that calls the API reads CLOUDFLARE_API_TOKEN (or CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY), CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_BASE_URL.';

/** The exit codes of every command. */
export const EXIT_CODES =
  'Exit codes: 0 done; 1 an error; 2 findings, a refused plan, a run that can be resumed, or differences where asked for.';

/** The examples of the overview. */
const FIRST_CALLS = [
  { line: 'byoip resolve 192.0.2.1', what: 'the owner of an address' },
  { line: 'byoip check', what: 'check all bindings of the account' },
  { line: 'byoip plan --add 192.0.2.9=CDN', what: 'plan to move one host to another service' },
  { line: 'byoip snapshot -o before.json', what: 'save the state before a change' },
  { line: 'byoip drift --against before.json', what: 'what is gone since the snapshot?' },
  { line: 'byoip emulator', what: 'run the API on this machine' },
];

/** Maximum width of a paragraph. */
const LINE = 100;

/** What `byoip --help` prints. */
export function overview(paint: Painter): string {
  const rows = Object.entries(SUMMARIES).map(([name, summary]) => [
    { text: name, paint: paint.bold },
    { text: summary },
  ]);
  const own = [
    [{ text: 'help', paint: paint.bold }, { text: 'print this overview, or the help of a command' }],
    [{ text: '--version', paint: paint.bold }, { text: 'print the version' }],
  ];
  return page([
    DESCRIPTION,
    `${paint.dim('usage:')} byoip COMMAND [OPTIONS]`,
    new AlignedColumns('  ').lines([...rows, ...own]).join('\n'),
    examples(FIRST_CALLS, paint),
    `${EXIT_CODES}\n${wrap(`${CREDENTIALS} See \`byoip help COMMAND\` for details.`)}`,
  ]);
}

/** What `byoip help COMMAND` prints. */
export function commandPage(command: Command, paint: Painter): string {
  const { summary, usage, notes, examples: calls } = command;
  return page([
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    `${paint.dim('usage:')} ${usage}`,
    optionLines(optionsOf(command), paint),
    ...notes.map((note) => wrap(note)),
    examples(calls, paint),
    EXIT_CODES,
  ]);
}

const page = (parts: readonly string[]): string => `${parts.filter((part) => part !== '').join('\n\n')}\n`;

function optionLines(options: Options, paint: Painter): string {
  const rows = Object.entries(options).map(([name, { short, value, help, multiple }]) => {
    const call = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return [{ text: `${call}${multiple === true ? '…' : ''}`, paint: paint.bold }, { text: help }];
  });
  return new AlignedColumns('  ').lines(rows).join('\n');
}

function examples(calls: Command['examples'], paint: Painter): string {
  const lines = calls.flatMap(({ line, what }) => [`  ${paint.dim(`# ${what}`)}`, `  ${line}`]);
  return lines.length === 0 ? '' : ['Examples:', ...lines].join('\n');
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > LINE) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
