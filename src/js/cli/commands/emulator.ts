// `byoip emulator`: an emulator of the API on this machine, for development and tests.

import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  RATE_LIMIT,
  SEED_ACCOUNT_ID,
} from '../../emulator/index.js';
import { type EmulatorServer, serveEmulator } from '../../emulator/node.js';
import type { Command } from '../command.js';
import { readState, writeState } from '../emulator-state.js';
import { CommandError, systemErrorCode, usageError } from '../errors.js';
import { EXIT, type Io } from '../io.js';
import { choiceOption, numberOption, readOptions } from '../options.js';
import { jsonText, safeText } from '../output.js';

const USAGE =
  'byoip emulator [--port N] [--host NAME] [--state FILE] [--profile strict|lenient] [--delay SECONDS] [--bgp-delay SECONDS] [--deletions at-once|linger] [--lag-writes N] [--lag-seconds SECONDS] [--rate-limit N] [--id-seed N] [--json]';
const OPTIONS = {
  port: {
    type: 'string',
    value: 'N',
    help: 'the port; 0 for any free port; default: 8788, or any free port where that is in use',
  },
  host: {
    type: 'string',
    value: 'NAME',
    help: 'the interface to listen on; default: 127.0.0.1, which only this machine can reach',
  },
  state: {
    type: 'string',
    value: 'FILE',
    help: 'start with the state in this file, if it exists, and save the state there',
  },
  profile: {
    type: 'string',
    value: 'strict|lenient',
    help: 'what to do where the API is undocumented: strict refuses, lenient allows; default: strict',
  },
  delay: {
    type: 'string',
    value: 'SECONDS',
    help: 'time from the creation of a binding until it is active; default: five hours',
  },
  'bgp-delay': {
    type: 'string',
    value: 'SECONDS',
    help: 'time from the creation of a default binding until its BGP prefix exists; default: 0',
  },
  deletions: {
    type: 'string',
    value: 'at-once|linger',
    help: 'whether lists still show a deleted binding for the time of --delay; default: at-once',
  },
  'lag-writes': { type: 'string', value: 'N', help: 'lists show a write after N further writes' },
  'lag-seconds': {
    type: 'string',
    value: 'SECONDS',
    help: 'lists show a write after this time; with --lag-writes, after the shorter of the two',
  },
  'rate-limit': {
    type: 'string',
    value: 'N',
    help: 'requests in five minutes for each credential, then 429; default: no limit',
  },
  'id-seed': { type: 'string', value: 'N', help: 'another number gives other ids; default: 0' },
} as const;

const DEFAULT_PORT = 8788;
const LONGEST_DELAY = 1_000_000_000;
const MOST = 1_000_000_000;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

export const emulator: Command = {
  name: 'emulator',
  summary: 'run an emulator of the API on this machine',
  usage: USAGE,
  options: OPTIONS,
  notes: [
    'The first line of output is the address. The emulator accepts any credentials and stops on SIGINT (Ctrl-C) and SIGTERM.',
    'With --state it writes the file at the start, after every write and at the end.',
    `Without a state it starts with the account ${SEED_ACCOUNT_ID}, which has two prefixes.`,
  ],
  examples: [
    { line: 'byoip emulator', what: 'run the API on this machine' },
    {
      line: 'byoip emulator --port 0 --delay 2',
      what: 'for tests: a free port, bindings active after two seconds',
    },
    { line: 'byoip emulator --state account.json', what: 'keep the state in a file' },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: OPTIONS }, args);
    if (positionals.length > 0)
      throw usageError('`emulator` takes only options', 'remove the other arguments', USAGE);
    const port = { name: '--port', least: 0, most: 65535, whole: true, usage: USAGE };
    const requestedPort = numberOption(values.port, port);
    const options = emulatorOptions(values);
    const host = values.host ?? '127.0.0.1';
    const state = values.state === undefined ? null : readState(values.state);
    const plain = createEmulator({ now: Date.now, ...(state === null ? {} : { state }), ...options });
    const save = values.state === undefined ? () => {} : stateSaver(values.state, plain);
    save();
    const server = await listen(withStateSaving(plain, save, io), host, requestedPort);
    // Before the address is printed: its reader may stop the emulator at once.
    const stopped = io.untilStopped();
    try {
      await io.stdout.write(
        values.json === true ? `${jsonText(serverJson(server))}\n` : `listening on ${server.url}\n`,
      );
      await printHints(server, host, io);
      await stopped;
    } finally {
      await server.close();
      save();
    }
    return EXIT.ok;
  },
};

/** The options for the emulator's behaviour; the emulator has defaults for the others. */
function emulatorOptions(values: Readonly<Partial<Record<keyof typeof OPTIONS, string>>>): EmulatorOptions {
  const milliseconds = (option: 'delay' | 'bgp-delay' | 'lag-seconds') => {
    const limits = { name: `--${option}`, least: 0, most: LONGEST_DELAY, whole: false, usage: USAGE };
    const seconds = numberOption(values[option], limits);
    return seconds === undefined ? undefined : seconds * 1000;
  };
  const count = (option: 'lag-writes' | 'rate-limit' | 'id-seed', least: number) =>
    numberOption(values[option], { name: `--${option}`, least, most: MOST, whole: true, usage: USAGE });
  const profile = choiceOption(values.profile, '--profile', ['strict', 'lenient'], USAGE);
  const deletions = choiceOption(values.deletions, '--deletions', ['at-once', 'linger'], USAGE);
  const provisioningDelay = milliseconds('delay');
  const bgpPrefixDelay = milliseconds('bgp-delay');
  const [writes, lag] = [count('lag-writes', 0), milliseconds('lag-seconds')];
  const requests = count('rate-limit', 1);
  const idSeed = count('id-seed', 0);
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(deletions === undefined ? {} : { deletions }),
    ...(provisioningDelay === undefined ? {} : { provisioningDelay }),
    ...(bgpPrefixDelay === undefined ? {} : { bgpPrefixDelay }),
    ...(writes === undefined
      ? {}
      : { listLag: { writes, ...(lag === undefined ? {} : { milliseconds: lag }) } }),
    ...(writes !== undefined || lag === undefined ? {} : { listLag: { milliseconds: lag } }),
    ...(requests === undefined ? {} : { rateLimit: { ...RATE_LIMIT, requests } }),
    ...(idSeed === undefined ? {} : { idSeed }),
  };
}

function stateSaver(path: string, { state }: Emulator): () => void {
  return () => writeState(path, state);
}

/** The emulator, which saves its state after every request that may have changed it. */
function withStateSaving(plain: Emulator, save: () => void, io: Io): Emulator {
  return {
    ...plain,
    async fetch(input, init) {
      const request = new Request(input, init);
      try {
        return await plain.fetch(request);
      } finally {
        if (request.method !== 'GET') {
          try {
            save();
          } catch (error) {
            const reason = error instanceof CommandError ? error.message : String(error);
            await io.stderr.write(`byoip: ${safeText(reason, 300)}\n`);
          }
        }
      }
    },
  };
}

/** Listens on the requested port; without one on the default port, or on any free one where that is in use. */
async function listen(
  emulator: Emulator,
  host: string,
  requestedPort: number | undefined,
): Promise<EmulatorServer> {
  try {
    return await serveEmulator({ emulator, host, port: requestedPort ?? DEFAULT_PORT });
  } catch (error) {
    const reason = systemErrorCode(error);
    if (requestedPort === undefined && reason === 'EADDRINUSE') return listen(emulator, host, 0);
    throw new CommandError({
      code: 'cannot-listen',
      message: `cannot listen on \`${safeText(host, 80)}\`, port ${requestedPort ?? DEFAULT_PORT}: ${reason}`,
      help: reason === 'EADDRINUSE' ? 'pass --port 0 for any free port' : 'check --host and --port',
    });
  }
}

/** The address and the accounts of the emulator, for programs. */
function serverJson({ url, port, emulator: { state } }: EmulatorServer): object {
  const accounts = state.accounts.map(({ id, prefixes }) => ({
    id,
    prefixes: prefixes.map((prefix) => ({ id: prefix.id, cidr: prefix.cidr })),
  }));
  return { url, port, accounts };
}

/** Prints how to use the emulator on a terminal, and a warning where other machines can reach it. */
async function printHints({ url, emulator: { state } }: EmulatorServer, host: string, io: Io): Promise<void> {
  if (!LOOPBACK.includes(host)) {
    await io.stderr.write('byoip: anyone who can reach this port can read and change the emulated account\n');
  }
  if (!io.stderr.isTTY) return;
  const lines = [
    '',
    '  in another terminal:',
    `  export CLOUDFLARE_BASE_URL=${url} CLOUDFLARE_API_TOKEN=anything`,
    `  export CLOUDFLARE_ACCOUNT_ID=${safeText(state.accounts[0]?.id ?? SEED_ACCOUNT_ID)}`,
    '  byoip list',
    '',
  ];
  await io.stderr.write(`${lines.join('\n')}\n`);
}
