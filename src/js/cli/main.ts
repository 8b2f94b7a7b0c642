// The `byoip` command: finds the command that is meant, runs it, and tells what went wrong.

import { version } from '../wasm/core.js';
import type { Command } from './command.js';
import { aggregate } from './commands/aggregate.js';
import { check } from './commands/check.js';
import { diff } from './commands/diff.js';
import { emulator } from './commands/emulator.js';
import { list } from './commands/list.js';
import { map } from './commands/map.js';
import { plan } from './commands/plan.js';
import { prefixes } from './commands/prefixes.js';
import { resolve } from './commands/resolve.js';
import { services } from './commands/services.js';
import { snapshot } from './commands/snapshot.js';
import { misused, tell, troubleDocument, troubleOf } from './errors.js';
import { overview, pageOf } from './help.js';
import { EXIT, type ExitCode, type Io, type Sink } from './io.js';
import { readOptions } from './options.js';
import { jsonText, painter, shown } from './output.js';
import { nearest } from './suggest.js';

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
  snapshot,
  emulator,
];

const USAGE = 'byoip COMMAND [OPTIONS]';

/** Runs `byoip` with these arguments; never rejects. */
export async function main(args: readonly string[], surroundings: Io): Promise<ExitCode> {
  const flags = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  let begun = false;
  const stdout: Sink = {
    isTTY: surroundings.stdout.isTTY,
    get isGone() {
      return surroundings.stdout.isGone === true;
    },
    write: (text) => {
      begun = true;
      return surroundings.stdout.write(text);
    },
  };
  const io = { ...surroundings, stdout, untilStopped: () => surroundings.untilStopped() };
  try {
    return await dispatch(args, flags, io);
  } catch (error) {
    const trouble = troubleOf(error);
    try {
      await tell(trouble, io.stderr, painter(io.stderr, io.env, flags.includes('--no-color')));
      // A document that has begun is not continued with another: it stays cut off, which no parser takes for whole.
      if (flags.includes('--json') && !begun) await stdout.write(troubleDocument(trouble));
    } catch {
      // Nobody is left to be told.
    }
    return EXIT.trouble;
  }
}

async function dispatch(args: readonly string[], flags: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  const paint = painter(io.stdout, io.env, flags.includes('--no-color'));
  if (name === '--version' || name === '-v') {
    readOptions({ usage: 'byoip --version [--json]', options: {} }, rest);
    const text = version();
    await io.stdout.write(flags.includes('--json') ? `${jsonText({ version: text })}\n` : `${text}\n`);
    return EXIT.fine;
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    const [topic] = readOptions({ usage: 'byoip help [COMMAND]', options: {} }, rest).positionals;
    const text = topic === undefined ? overview(COMMANDS, paint) : pageOf(commandOf(topic), paint);
    await io.stdout.write(text);
    return EXIT.fine;
  }
  if (name === undefined) {
    await io.stderr.write(overview(COMMANDS, painter(io.stderr, io.env)));
    return EXIT.trouble;
  }
  const command = commandOf(name);
  if (flags.includes('--help') || flags.includes('-h')) {
    await io.stdout.write(pageOf(command, paint));
    return EXIT.fine;
  }
  return command.run(rest, io);
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = [...COMMANDS.map((known) => known.name), 'help'];
  const near = nearest(name, [...names, '--help', '--version']);
  const list = `the commands are ${names.join(', ')}`;
  if (name.startsWith('-')) {
    const [option = ''] = name.split('=');
    const help = near === null ? `${list}; options go after the command` : `did you mean \`${near}\`?`;
    throw misused(`there is no option \`${shown(option, 40)}\` before the command`, help, USAGE);
  }
  throw misused(
    `there is no command \`${shown(name, 40)}\``,
    near === null ? list : `did you mean \`${near}\`?`,
    USAGE,
  );
}
