// The man page in roff, from the same table as the help.

import { type Command, optionsOf } from '../command.js';
import { COMMON_OPTIONS, type Option, type Options, OUTPUT_OPTION } from '../options.js';
import { CREDENTIALS, DESCRIPTION, EXIT_CODES } from './help-text.js';

/** `byoip.1`, for `man` and for mandoc. */
export function manPage(commands: readonly Command[], version: string): string {
  const common: Options = { ...OUTPUT_OPTION, ...COMMON_OPTIONS };
  const lines = [
    `.TH BYOIP 1 "" "byoip ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'byoip \\- owners of addresses in Cloudflare BYOIP service bindings',
    '.SH SYNOPSIS',
    '.B byoip',
    '.I COMMAND',
    '.RI [ OPTIONS ]',
    '.SH DESCRIPTION',
    line(DESCRIPTION),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandLines(command, common)),
    '.SH OPTIONS OF ALL COMMANDS',
    ...optionLines(common),
    '.SH EXIT STATUS',
    line(EXIT_CODES),
    '.SH ENVIRONMENT',
    line(CREDENTIALS),
    '.SH SEE ALSO',
    'docs/cli.md of the project, with an example of every command.',
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: Command, common: Options): string[] {
  const { name, summary, usage, notes, examples } = command;
  const own = Object.entries(optionsOf(command)).filter(
    ([option, described]) => common[option] !== described,
  );
  return [
    `.SS ${name}`,
    line(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`),
    '.PP',
    `\\fB${roff(usage)}\\fR`,
    ...optionLines(Object.fromEntries(own)),
    ...notes.flatMap((note) => ['.PP', line(note)]),
    ...examples.flatMap(({ line: call, what }) => [
      '.PP',
      line(`${what}:`),
      '.PP',
      '.RS',
      '.nf',
      line(call),
      '.fi',
      '.RE',
    ]),
  ];
}

const optionLines = (options: Options): string[] =>
  Object.entries(options).flatMap(([name, option]) => ['.TP', optionHead(name, option), line(option.help)]);

function optionHead(name: string, { short, value, multiple }: Option): string {
  const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
  const head = names.map((one) => `\\fB${roff(one)}\\fR`).join(', ');
  return `${head}${value === undefined ? '' : ` \\fI${roff(value)}\\fR`}${multiple === true ? roff('…') : ''}`;
}

/** A text as one line of input, which is no request. */
const line = (text: string): string => roff(text).replace(/^[.']/, '\\&$&');

/** A text as roff prints it. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '\\(ga')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replace(/[^\n -~]/gu, (character) => {
      return `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
    });
}
