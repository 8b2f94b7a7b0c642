// `byoip emulator`: an emulator of the API on this machine, for development, tests and rehearsals.

import { VARIABLES } from '../../client/environment.js';
import {
  createEmulator,
  type Emulator,
  rehearsalSeed,
  SEED_ACCOUNT_ID,
  type State,
} from '../../emulator/index.js';
import type { EmulatorServer } from '../../emulator/node.js';
import { defineCommand } from '../command.js';
import {
  behaviour,
  checkCombinations,
  DEFAULT_PORT,
  EMULATOR_OPTIONS,
  type EmulatorValues,
  incidentOf,
  provisioningDelay,
} from '../emulator/emulator-options.js';
import { openStateFile, readInitialState, type StateFile } from '../emulator/emulator-state.js';
import { incidentAnnouncement, incidentLines } from '../emulator/incident-report.js';
import { CommandError, isCommandError, systemErrorCode, usageError } from '../errors.js';
import { EXIT, type Io } from '../io.js';
import { jsonText, safeText } from '../output.js';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** How often the emulator looks whether its incident goes on without a request, ms. */
const LOOK_EVERY = 200;

export const emulator = defineCommand({
  name: 'emulator',
  usage:
    'byoip emulator [--port N] [--host NAME] [--from FILE] [--state FILE] [--print-env] [--speed N] [--profile strict|lenient] [--delay SECONDS] [--bgp-delay SECONDS] [--deletions at-once|linger] [--lag-writes N] [--lag-seconds SECONDS] [--rate-limit N] [--stuck CIDR=STATE…] [--stuck-for SECONDS] [--fault NAME@N…] [--incident 2026-02-20] [--incident-after SECONDS] [--id-seed N] [--json]',
  options: EMULATOR_OPTIONS,
  isLongRunning: true,
  notes: [
    'The first line of output is the address. The emulator accepts any credentials and stops on SIGINT (Ctrl-C) and SIGTERM.',
    'With --state it writes the file at the start, after every write and at the end; no second emulator can use the file meanwhile.',
    `Without a state it starts with the account ${SEED_ACCOUNT_ID}, which has two prefixes, or twelve with --incident.`,
  ],
  examples: [
    { line: 'byoip emulator', what: 'run the API on this machine' },
    {
      line: 'byoip emulator --port 0 --delay 2',
      what: 'for tests: a free port, bindings active after two seconds',
    },
    { line: 'byoip emulator --state account.json', what: 'keep the state in a file' },
    {
      line: 'byoip emulator --from before.json --speed 3600',
      what: 'rehearse a change of your account: an hour passes in a second',
    },
    {
      line: 'byoip emulator --incident 2026-02-20 --speed 3600',
      what: 'rehearse a recovery: bindings are gone after a minute',
    },
  ],
  async run({ values, io }) {
    checkCombinations(values);
    const options = behaviour(values);
    const { state: path } = values;
    const file = path === undefined ? null : await openStateFile(path, Date.now(), provisioningDelay(values));
    try {
      const state = await initialState(values, file, io);
      const news = createNews(io);
      const incident = incidentOf(values, state, (event, current) => {
        for (const line of incidentLines(event, current)) news.add(line);
      });
      const running = createEmulator({
        ...options,
        now: Date.now,
        ...(state && { state }),
        ...(incident && { incident }),
      });
      file?.save(running);
      const { host = '127.0.0.1' } = values;
      await serve(running, file, news, { ...values, host: host.replace(/^\[(.*)\]$/, '$1') }, io);
    } finally {
      file?.release();
    }
    return EXIT.ok;
  },
});

/** The state to start with; null for the seeded one. */
async function initialState(values: EmulatorValues, file: StateFile | null, io: Io): Promise<State | null> {
  const { from, incident, 'id-seed': idSeed } = values;
  if (from !== undefined && file?.state) {
    throw usageError(
      '`--state` has a state already, which `--from` would replace',
      'remove --from to go on with that state, or name another file with --state',
    );
  }
  if (from !== undefined) return readInitialState(from, Date.now(), provisioningDelay(values), io);
  return file?.state ?? (incident === undefined ? null : rehearsalSeed(Date.now(), idSeed));
}

/** Lines for people, which are written between requests. */
interface News {
  add(line: string): void;
  /** Writes them; true where there were some: the state has changed. */
  flush(): Promise<boolean>;
}

function createNews(io: Io): News {
  let lines: string[] = [];
  return {
    add: (line) => {
      lines.push(line);
    },
    async flush() {
      if (lines.length === 0) return false;
      const written = lines.map((line) => `byoip: ${line}\n`).join('');
      lines = [];
      await io.stderr.write(written);
      return true;
    },
  };
}

interface ServeSettings {
  readonly host: string;
  readonly port: number | undefined;
  readonly json: boolean;
  readonly 'print-env': boolean;
}

/** Listens until it is stopped, and saves the state. */
async function serve(
  running: Emulator,
  file: StateFile | null,
  news: News,
  settings: ServeSettings,
  io: Io,
): Promise<void> {
  const report = async (work: () => void): Promise<void> => {
    try {
      work();
    } catch (error) {
      const reason = isCommandError(error) ? error.message : String(error);
      await io.stderr.write(`byoip: ${safeText(reason, 300)}\n`);
    }
  };
  const saved: Emulator = {
    ...running,
    async fetch(input, init) {
      const request = new Request(input, init);
      try {
        return await running.fetch(request);
      } finally {
        const isChanged = (await news.flush()) || request.method !== 'GET';
        if (file !== null) await report(() => (isChanged ? file.save(running) : file.keepTime(running)));
      }
    },
  };
  const server = await listen(saved, settings.host, settings.port);
  // Before the address is printed: its reader may stop the emulator at once.
  const stopped = io.untilStopped();
  const look = setInterval(async () => {
    running.settle();
    if ((await news.flush()) && file !== null) await report(() => file.save(running));
  }, LOOK_EVERY);
  try {
    await io.stdout.write(firstLines(server, settings));
    await printHints(server, settings.host, io);
    await Promise.race([stopped, ...(file === null ? [] : [file.lost])]);
    file?.save(running);
  } finally {
    clearInterval(look);
    await server.close();
  }
}

/** Listens on the requested port; without one on the default port, or on any free one where that is in use. */
async function listen(
  running: Emulator,
  host: string,
  requestedPort: number | undefined,
): Promise<EmulatorServer> {
  // Node's HTTP modules take long to load, and the help describes this command.
  const { serveEmulator } = await import('../../emulator/node.js');
  try {
    return await serveEmulator({ emulator: running, host, port: requestedPort ?? DEFAULT_PORT });
  } catch (error) {
    const reason = systemErrorCode(error);
    if (requestedPort === undefined && reason === 'EADDRINUSE') return listen(running, host, 0);
    throw new CommandError({
      code: 'cannot-listen',
      message: `cannot listen on \`${safeText(host, 80)}\`, port ${requestedPort ?? DEFAULT_PORT}: ${reason}`,
      help: reason === 'EADDRINUSE' ? 'pass --port 0 for any free port' : 'check --host and --port',
    });
  }
}

/** What programs read: the address, variables for a shell, or a document. */
function firstLines(server: EmulatorServer, { json, 'print-env': printEnv }: ServeSettings): string {
  if (json) return `${jsonText(serverJson(server))}\n`;
  if (!printEnv) return `listening on ${server.url}\n`;
  return environmentOf(server)
    .map(([name, value]) => `export ${name}=${shellText(value)}\n`)
    .join('');
}

/** The variables that lead the commands to this emulator. */
function environmentOf({ url, emulator: { state } }: EmulatorServer): readonly (readonly [string, string])[] {
  return [
    [VARIABLES.baseURL, url],
    [VARIABLES.apiToken, 'emulator'],
    [VARIABLES.accountId, state.accounts[0]?.id ?? SEED_ACCOUNT_ID],
  ];
}

/** A value as one word of a shell. */
function shellText(value: string): string {
  return /^[\w.:/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** The address and the accounts of the emulator, for programs. */
function serverJson({ url, port, emulator: { state, clock } }: EmulatorServer): object {
  const accounts = state.accounts.map(({ id, prefixes }) => ({
    id,
    prefixes: prefixes.map((prefix) => ({ id: prefix.id, cidr: prefix.cidr })),
  }));
  return { url, port, speed: clock.speed, accounts };
}

/** Prints how to use the emulator on a terminal, and warnings everywhere. */
async function printHints(server: EmulatorServer, host: string, io: Io): Promise<void> {
  const { state, clock } = server.emulator;
  if (!LOOPBACK.includes(host)) {
    await io.stderr.write('byoip: anyone who can reach this port can read and change the emulated account\n');
  }
  if (state.incident !== undefined) {
    await io.stderr.write(`byoip: ${incidentAnnouncement(state.incident, clock.now(), clock.speed)}\n`);
  }
  if (!io.stderr.isTTY) return;
  const variables = environmentOf(server).map(([name, value]) => `  export ${name}=${shellText(value)}`);
  const lines = ['', '  in another terminal:', ...variables, '  byoip list', ''];
  await io.stderr.write(`${lines.join('\n')}\n`);
}
