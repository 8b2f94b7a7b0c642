// The `byoip` command: finds the subcommand, runs it, and prints its error.

import manifest from '../../../package.json' with { type: 'json' };
import { type Command, runCommand, withUsage } from './command.js';
import { allCommands, COMMANDS } from './commands.js';
import { errorDocument, errorReport, printError, usageError } from './errors.js';
import { commandPage, overview } from './help/help-text.js';
import { EXIT, type ExitCode, type ProcessIo, type Sink } from './io.js';
import { COMMON_OPTIONS, flag, parseArguments } from './options.js';
import { jsonText, type Painter, painter, safeText } from './output.js';
import { closestName } from './suggest.js';

const USAGE = 'byoip COMMAND [OPTIONS]';

const HELP_OPTIONS = { ...COMMON_OPTIONS, man: flag('print the man page of all commands, in roff') };

/** Runs `byoip` with these arguments; never rejects. */
export async function main(args: readonly string[], given: ProcessIo): Promise<ExitCode> {
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

async function dispatch(args: readonly string[], flags: readonly string[], io: ProcessIo): Promise<ExitCode> {
  const [name, ...rest] = args;
  const paint = painter(io.stdout, io.env, flags.includes('--no-color'));
  if (name === '--version' || name === '-v') {
    await withUsage('byoip --version [--json]', () => parseArguments(COMMON_OPTIONS, rest));
    const { version } = manifest;
    await io.stdout.write(flags.includes('--json') ? `${jsonText({ version })}\n` : `${version}\n`);
    return EXIT.ok;
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    const { positionals, given } = await withUsage('byoip help [COMMAND] [--man]', () =>
      parseArguments(HELP_OPTIONS, rest),
    );
    await io.stdout.write(await helpOf(positionals[0], given.has('man'), paint));
    return EXIT.ok;
  }
  if (name === undefined) {
    await io.stderr.write(overview(painter(io.stderr, io.env)));
    return EXIT.error;
  }
  const command = await findCommand(name);
  if (flags.includes('--help') || flags.includes('-h')) {
    await io.stdout.write(commandPage(command, paint));
    return EXIT.ok;
  }
  return runCommand(command, rest, io);
}

async function helpOf(topic: string | undefined, isMan: boolean, paint: Painter): Promise<string> {
  if (isMan) {
    const { manPage } = await import('./help/man-page.js');
    return manPage(await allCommands(), manifest.version);
  }
  return topic === undefined ? overview(paint) : commandPage(await findCommand(topic), paint);
}

async function findCommand(name: string): Promise<Command> {
  const load = COMMANDS.get(name);
  if (load !== undefined) return load();
  const names = [...COMMANDS.keys(), 'help'];
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
