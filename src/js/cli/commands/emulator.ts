// `byoip emulator`: an emulator of the API on this machine, for development and tests.

import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  RATE_LIMIT,
  SEED_ACCOUNT_ID,
} from '../../emulator/index.js';
import type { ListLag } from '../../emulator/list-lag.js';
import { type EmulatorServer, serveEmulator } from '../../emulator/node.js';
import { defined } from '../../types/defined.js';
import { defineCommand } from '../command.js';
import { readState, writeState } from '../emulator-state.js';
import { CommandError, systemErrorCode } from '../errors.js';
import { EXIT, type Io } from '../io.js';
import { choice, type Options, type OptionValues, seconds, text, whole } from '../options.js';
import { jsonText, safeText } from '../output.js';

const DEFAULT_PORT = 8788;
const DELAYS = { least: 0, most: 1_000_000_000 };
const COUNTS = { least: 0, most: 1_000_000_000 };
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

const OPTIONS = {
  port: whole(
    'N',
    { least: 0, most: 65535 },
    'the port; 0 for any free port; default: 8788, or any free port where that is in use',
  ),
  host: text('NAME', 'the interface to listen on; default: 127.0.0.1, which only this machine can reach'),
  state: text('FILE', 'start with the state in this file, if it exists, and save the state there'),
  profile: choice(
    ['strict', 'lenient'],
    'what to do where the API is undocumented: strict refuses, lenient allows; default: strict',
  ),
  delay: seconds(DELAYS, 'time from the creation of a binding until it is active; default: five hours'),
  'bgp-delay': seconds(
    DELAYS,
    'time from the creation of a default binding until its BGP prefix exists; default: 0',
  ),
  deletions: choice(
    ['at-once', 'linger'],
    'whether lists still show a deleted binding for the time of --delay; default: at-once',
  ),
  'lag-writes': whole('N', COUNTS, 'lists show a write after N further writes'),
  'lag-seconds': seconds(
    DELAYS,
    'lists show a write after this time; with --lag-writes, after the shorter of the two',
  ),
  'rate-limit': whole(
    'N',
    { ...COUNTS, least: 1 },
    'requests in five minutes for each credential, then 429; default: no limit',
  ),
  'id-seed': whole('N', COUNTS, 'another number gives other ids; default: 0'),
} as const satisfies Options;

export const emulator = defineCommand({
  name: 'emulator',
  summary: 'run an emulator of the API on this machine',
  usage:
    'byoip emulator [--port N] [--host NAME] [--state FILE] [--profile strict|lenient] [--delay SECONDS] [--bgp-delay SECONDS] [--deletions at-once|linger] [--lag-writes N] [--lag-seconds SECONDS] [--rate-limit N] [--id-seed N] [--json]',
  options: OPTIONS,
  isServer: true,
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
  async run({ values, io }) {
    const { port, host = '127.0.0.1', state: path } = values;
    const state = path === undefined ? null : readState(path);
    const plain = createEmulator({ now: Date.now, ...(state && { state }), ...emulatorOptions(values) });
    const save = (): void => {
      if (path !== undefined) writeState(path, plain.state);
    };
    save();
    const server = await listen(withStateSaving(plain, save, io), host, port);
    // Before the address is printed: its reader may stop the emulator at once.
    const stopped = io.untilStopped();
    try {
      await io.stdout.write(
        values.json ? `${jsonText(serverJson(server))}\n` : `listening on ${server.url}\n`,
      );
      await printHints(server, host, io);
      await stopped;
    } finally {
      await server.close();
      save();
    }
    return EXIT.ok;
  },
});

/** The options for the emulator's behaviour; the emulator has defaults for the others. */
function emulatorOptions(values: OptionValues<typeof OPTIONS>): EmulatorOptions {
  const milliseconds = (time: number | undefined) => (time === undefined ? undefined : time * 1000);
  const { profile, deletions, 'lag-writes': writes, 'rate-limit': requests } = values;
  const lag = milliseconds(values['lag-seconds']);
  return defined({
    profile,
    deletions,
    provisioningDelay: milliseconds(values.delay),
    bgpPrefixDelay: milliseconds(values['bgp-delay']),
    listLag: (writes ?? lag) === undefined ? undefined : (defined({ writes, milliseconds: lag }) as ListLag),
    rateLimit: requests === undefined ? undefined : { ...RATE_LIMIT, requests },
    idSeed: values['id-seed'],
  });
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
