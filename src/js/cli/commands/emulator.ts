// `byoip emulator`: the API on this machine, for developing and testing against.

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
import { CommandError, usageError } from '../errors.js';
import { EXIT, type Io } from '../io.js';
import { choiceOption, numberOption, readOptions } from '../options.js';
import { jsonText, safeText } from '../output.js';

const USAGE =
  'byoip emulator [--port N] [--host NAME] [--state FILE] [--profile strict|lenient] [--delay SECONDS] [--bgp-delay SECONDS] [--deletions at-once|linger] [--lag-writes N] [--lag-seconds SECONDS] [--rate-limit N] [--id-seed N] [--json]';
const OPTIONS = {
  port: {
    type: 'string',
    value: 'N',
    help: 'where to listen; 0 takes any free port, as does a taken 8788 without it',
  },
  host: {
    type: 'string',
    value: 'NAME',
    help: 'the interface; without it 127.0.0.1, which only this machine reaches',
  },
  state: {
    type: 'string',
    value: 'FILE',
    help: 'begin with this state where there is one, and keep it there',
  },
  profile: {
    type: 'string',
    value: 'strict|lenient',
    help: 'where nothing is documented: strict, as without it, refuses; lenient allows',
  },
  delay: { type: 'string', value: 'SECONDS', help: 'from making a binding to active; without it five hours' },
  'bgp-delay': {
    type: 'string',
    value: 'SECONDS',
    help: 'from making a default binding to its BGP prefix; without it 0',
  },
  deletions: {
    type: 'string',
    value: 'at-once|linger',
    help: 'whether a deleted binding still shows for the time of --delay; at-once without it',
  },
  'lag-writes': { type: 'string', value: 'N', help: 'lists show a write after N further ones' },
  'lag-seconds': {
    type: 'string',
    value: 'SECONDS',
    help: 'lists show a write after this time; with --lag-writes whatever is over first',
  },
  'rate-limit': {
    type: 'string',
    value: 'N',
    help: 'so many requests in five minutes for each credential, then 429; without it no limit',
  },
  'id-seed': { type: 'string', value: 'N', help: 'another number makes other ids; 0 without it' },
} as const;

const DEFAULT_PORT = 8788;
const LONGEST_DELAY = 1_000_000_000;
const MOST = 1_000_000_000;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

export const emulator: Command = {
  name: 'emulator',
  summary: 'serve an emulation of the API on this machine',
  usage: USAGE,
  options: OPTIONS,
  notes: [
    'The first line of output says where it listens. It accepts any credentials, and stops on SIGINT (Ctrl-C) and SIGTERM.',
    'With --state the file is written at the start, after every write and at the end.',
    `Without a state it has the account ${SEED_ACCOUNT_ID} with two prefixes.`,
  ],
  examples: [
    { line: 'byoip emulator', what: 'the API on this machine' },
    {
      line: 'byoip emulator --port 0 --delay 2',
      what: 'for tests: a free port, bindings active after two seconds',
    },
    { line: 'byoip emulator --state account.json', what: 'that remembers' },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: OPTIONS }, args);
    if (positionals.length > 0)
      throw usageError('`emulator` takes options only', 'leave the rest out', USAGE);
    const port = { name: '--port', least: 0, most: 65535, whole: true, usage: USAGE };
    const wanted = numberOption(values.port, port);
    const asked = emulatorOptions(values);
    const host = values.host ?? '127.0.0.1';
    const state = values.state === undefined ? null : readState(values.state);
    const plain = createEmulator({ now: Date.now, ...(state === null ? {} : { state }), ...asked });
    const save = values.state === undefined ? () => {} : stateSaver(values.state, plain);
    save();
    const server = await listen(withStateSaving(plain, save, io), host, wanted);
    // Before the address is told: who reads it may ask us to stop at once.
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

/** The options that say how it behaves; what was not asked for is left to the emulator. */
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

/** The emulator, with its state saved after every request that may have changed it. */
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

/** Listens where it was wanted; where nothing was, on the usual port or any other. */
async function listen(made: Emulator, host: string, wanted: number | undefined): Promise<EmulatorServer> {
  try {
    return await serveEmulator({ emulator: made, host, port: wanted ?? DEFAULT_PORT });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    if (wanted === undefined && reason === 'EADDRINUSE') return listen(made, host, 0);
    throw new CommandError({
      code: 'cannot-listen',
      message: `cannot listen on \`${safeText(host, 80)}\`, port ${wanted ?? DEFAULT_PORT}: ${reason}`,
      help: reason === 'EADDRINUSE' ? 'pass --port 0 for any free port' : 'check --host and --port',
    });
  }
}

/** Where it is, and what is there, for programs. */
function serverJson({ url, port, emulator: { state } }: EmulatorServer): object {
  const accounts = state.accounts.map(({ id, prefixes }) => ({
    id,
    prefixes: prefixes.map((prefix) => ({ id: prefix.id, cidr: prefix.cidr })),
  }));
  return { url, port, accounts };
}

/** What to do next, for a person; a warning where others can reach it, for all. */
async function printHints({ url, emulator: { state } }: EmulatorServer, host: string, io: Io): Promise<void> {
  if (!LOOPBACK.includes(host)) {
    await io.stderr.write('byoip: anybody who reaches this port may read and change the emulated account\n');
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
