// Serves the page through the Worker in a real workerd, with the emulator as upstream, a stand-in for Cloudflare Access in front,
// and a timer and a receiver of alerts for the watch. `npm start -- --port 9000`.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildForStart, compileForStart } from './build.mjs';
import { receiveAlerts, startTimer, TICK } from './local-watch.mjs';
import { setup } from './setup.mjs';
import { main, ROOT, Stop, say, withHeartbeat } from './steps.mjs';

const DEFAULT_PORT = 8787;
const READY_WITHIN_MS = 60_000;
/** What the local platform stores. */
const STORAGE = 'target/wrangler';

async function start() {
  const { port: wanted, verbose } = readOptions();
  await setup({ meanwhile: compileForStart });
  await buildForStart();

  say('\nstart');
  const port = await choosePort(wanted);
  const [{ serveEmulator }, { SEED_ACCOUNT_ID }] = await Promise.all(
    ['emulator-node', 'emulator'].map((name) => import(pathToFileURL(`${ROOT}/dist/${name}.js`).href)),
  );
  const emulator = await serveEmulator({ port: 0 });
  const workerPort = await freePort(0);
  const audience = randomBytes(32).toString('hex');
  // Loaded only now, since `setup` installs what it imports.
  const { LOCAL_PERSON, serveLocalAccess } = await import('./local-access.mjs');
  const access = await serveLocalAccess({ port, workerPort, audience });
  const alerts = await receiveAlerts((summary) => say(`  alert         ${summary}`));
  const settings = {
    UPSTREAM: emulator.url,
    CLOUDFLARE_API_TOKEN: 'the-emulator-takes-any',
    ACCOUNT_ID: SEED_ACCOUNT_ID,
    ACCESS_TEAM: access.team,
    ACCESS_AUD: audience,
    ALERT_WEBHOOK_URL: alerts.url,
    WATCH_NEXT_LOOK_SECONDS: '1',
  };
  // The emulator begins anew, so runs and snapshots of an earlier start would be about another account.
  rmSync(STORAGE, { recursive: true, force: true });
  const worker = startWorker({ port: workerPort, settings, verbose });

  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve('asked'));
    worker.closed.then(() => resolve('ended'));
  });
  let stopTimer = () => {};
  try {
    const url = `http://127.0.0.1:${port}/`;
    const ready = withHeartbeat('starting the Worker', () => answers(url, worker));
    if ((await Promise.race([ready, stopped])) === true) {
      announce(url, emulator.url, LOCAL_PERSON);
      stopTimer = startTimer(workerPort);
    }
    if ((await stopped) === 'ended') {
      throw new Stop(`wrangler dev has stopped; its last lines:\n\n${worker.lastLines()}`);
    }
    say('\n  stopping');
  } finally {
    stopTimer();
    access.close();
    alerts.close();
    await worker.stop();
    await emulator.close();
  }
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: { port: { type: 'string' }, verbose: { type: 'boolean', default: false } },
    }));
  } catch (error) {
    throw new Stop(`${error.message} (known here: --port N, --verbose)`);
  }
  if (values.port === undefined) return { port: null, verbose: values.verbose };
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Stop(`\`${values.port}\` is not a port: give a whole number from 1 to 65535.`);
  }
  return { port, verbose: values.verbose };
}

async function choosePort(wanted) {
  const port = wanted ?? DEFAULT_PORT;
  if ((await freePort(port)) !== null) return port;
  if (wanted !== null)
    throw new Stop(`port ${wanted} is in use: choose another, or omit --port to get a free one.`);
  const free = await freePort(0);
  say(`  port ${port} is in use, using ${free} (--port N chooses another)`);
  return free;
}

/** The port if it is free; any free port for 0. */
function freePort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const { port: got } = server.address();
      server.close(() => resolve(got));
    });
  });
}

function startWorker({ port, settings, verbose }) {
  const args = ['dev', '--config', 'www/wrangler.jsonc', '--ip', '127.0.0.1', '--port', String(port)];
  args.push(
    '--inspector-port',
    '0',
    '--persist-to',
    STORAGE,
    '--test-scheduled',
    '--show-interactive-dev-session=false',
  );
  for (const [name, value] of Object.entries(settings)) args.push('--var', `${name}:${value}`);
  // In a separate process group: workerd is a grandchild and would survive its parent.
  const child = spawn(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CI: '1',
      NO_COLOR: '1',
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 40) lines.shift();
      if (verbose || /\berror\b/i.test(line)) say(`    ${line}`);
    });
  }
  const closed = new Promise((resolve) => child.once('close', resolve));
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // The group has already ended.
    }
  };
  process.once('exit', () => signal('SIGKILL'));
  return {
    closed,
    lastLines: () => lines.join('\n'),
    stop: async () => {
      signal('SIGTERM');
      const patience = setTimeout(() => signal('SIGKILL'), 3000);
      await closed;
      clearTimeout(patience);
      signal('SIGKILL');
    },
  };
}

/** Resolves as soon as the page is served; throws a `Stop` on timeout. */
async function answers(url, worker) {
  let ended = false;
  worker.closed.then(() => {
    ended = true;
  });
  const until = Date.now() + READY_WITHIN_MS;
  while (!ended && Date.now() < until) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
      if (answer.ok) return true;
      // The stand-in answers before the Worker listens.
      if (answer.status === 502) throw new Error('not yet');
      throw new Stop(`the page answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    } catch (error) {
      if (error instanceof Stop) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  if (ended) return false;
  throw new Stop(
    `the Worker did not answer within ${READY_WITHIN_MS / 1000} s; its last lines:\n\n${worker.lastLines()}`,
  );
}

function announce(url, upstream, person) {
  say('');
  say('  ──────────────────────────────────────────────────────────');
  say(`  byoip is at   ${url}`);
  say(`  upstream      ${upstream} (emulated, no credentials needed)`);
  say(`  signed in as  ${person} (by a stand-in for Cloudflare Access)`);
  say(`  watch         every ${TICK / 1000} s; its alerts are shown here (docs/watch.md)`);
  say('  Ctrl-C stops everything');
  say('  ──────────────────────────────────────────────────────────');
}

await main(start);
