// The `byoip` command: finds the subcommand, runs it, and prints its error.

import { version } from '../wasm/core.js';
import { type Command, runCommand, withUsage } from './command.js';
import { aggregate } from './commands/aggregate.js';
import { check } from './commands/check.js';
import { delegations } from './commands/delegations.js';
import { diff } from './commands/diff.js';
import { emulator } from './commands/emulator.js';
import { list } from './commands/list.js';
import { map } from './commands/map.js';
import { plan } from './commands/plan.js';
import { prefixes } from './commands/prefixes.js';
import { resolve } from './commands/resolve.js';
import { services } from './commands/services.js';
import { snapshot } from './commands/snapshot.js';
import { errorDocument, errorReport, printError, usageError } from './errors.js';
import { commandPage, overview } from './help.js';
import { EXIT, type ExitCode, type Io, type Sink } from './io.js';
import { COMMON_OPTIONS, parseArguments } from './options.js';
import { jsonText, painter, safeText } from './output.js';
import { closestName } from './suggest.js';

/** The commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  resolve,
  check,
  aggregate,
  plan,
  diff,
  map,
  list,
  prefixes,
  services,
  delegations,
  snapshot,
  emulator,
];

const USAGE = 'byoip COMMAND [OPTIONS]';

/** Runs `byoip` with these arguments; never rejects. */
export async function main(args: readonly string[], given: Io): Promise<ExitCode> {
  const flags = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  let hasOutput = false;
  const stdout: Sink = {
    isTTY: given.stdout.isTTY,
    get isGone() {
      return given.stdout.isGone === true;
    },
    write: (text) => {
      hasOutput = true;
      return given.stdout.write(text);
    },
  };
  const io = { ...given, stdout, untilStopped: () => given.untilStopped() };
  try {
    return await dispatch(args, flags, io);
  } catch (error) {
    const report = errorReport(error);
    try {
      await printError(report, io.stderr, painter(io.stderr, io.env, flags.includes('--no-color')));
      // After a partial document a second one would be ambiguous: a truncated document is invalid for every parser.
      if (flags.includes('--json') && !hasOutput) await stdout.write(errorDocument(report));
    } catch {
      // There is no stream left to report to.
    }
    return EXIT.error;
  }
}

async function dispatch(args: readonly string[], flags: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  const paint = painter(io.stdout, io.env, flags.includes('--no-color'));
  if (name === '--version' || name === '-v') {
    await withUsage('byoip --version [--json]', () => parseArguments(COMMON_OPTIONS, rest));
    const text = version();
    await io.stdout.write(flags.includes('--json') ? `${jsonText({ version: text })}\n` : `${text}\n`);
    return EXIT.ok;
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    const parsed = await withUsage('byoip help [COMMAND]', () => parseArguments(COMMON_OPTIONS, rest));
    const [topic] = parsed.positionals;
    const text = topic === undefined ? overview(COMMANDS, paint) : commandPage(findCommand(topic), paint);
    await io.stdout.write(text);
    return EXIT.ok;
  }
  if (name === undefined) {
    await io.stderr.write(overview(COMMANDS, painter(io.stderr, io.env)));
    return EXIT.error;
  }
  const command = findCommand(name);
  if (flags.includes('--help') || flags.includes('-h')) {
    await io.stdout.write(commandPage(command, paint));
    return EXIT.ok;
  }
  return runCommand(command, rest, io);
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = [...COMMANDS.map((known) => known.name), 'help'];
  const closest = closestName(name, [...names, '--help', '--version']);
  const list = `the commands are ${names.join(', ')}`;
  if (name.startsWith('-')) {
    const [option = ''] = name.split('=');
    const help = closest === null ? `${list}; options go after the command` : `did you mean \`${closest}\`?`;
    throw usageError(`there is no option \`${safeText(option, 40)}\` before the command`, help, USAGE);
  }
  throw usageError(
    `there is no command \`${safeText(name, 40)}\``,
    closest === null ? list : `did you mean \`${closest}\`?`,
    USAGE,
  );
}
