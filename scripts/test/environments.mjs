// Runs README's first program in each environment of `tests/environments/`: packs the package, and for each one makes an empty
// folder, installs the tarball and the tools there, and compares what is printed.

import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { OUTPUT } from '../../tests/environments/example.mjs';
import { NODE } from '../../tests/environments/runtimes.mjs';
import { openPage, servedFolder, unusedPort, waitFor } from './browse.mjs';

/** Where the versions of Node are kept. */
const NODES = 'target/environments';

/** The longest time for one command, in milliseconds. */
const LIMIT = 150_000;

/** @typedef {import('../../tests/environments/list.mjs').Environment} Environment */

/** Packs the package; returns the path of the tarball. */
export function pack() {
  mkdirSync(NODES, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', NODES], { encoding: 'utf8' });
  return resolve(NODES, JSON.parse(packed)[0].filename);
}

/**
 * Runs one environment; throws with what was printed if it is not what README says.
 *
 * @param {Environment} environment
 * @param {string} tarball
 */
export async function runEnvironment(environment, tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'byoip-environment-'));
  try {
    const { PATH } = process.env;
    const node = environment.short ? dirname(process.execPath) : await nodeOf(environment.node ?? NODE);
    const env = {
      ...quiet(),
      PATH: [join(folder, 'node_modules/.bin'), node, PATH].join(delimiter),
      HOME: folder,
    };
    prepare(environment, folder, tarball);
    await shell(environment.install ?? installCommand(environment), folder, env);
    const isRight = (text) => environment.prints?.test(text) ?? text === OUTPUT;
    const printed = await outputOf(environment, folder, env, isRight);
    if (!isRight(printed)) throw new Error(`it printed\n${printed}`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The environment of a user's shell, without what `npm run` and the tests set; no tool reports what it does. */
function quiet() {
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_(ENV|OPTIONS|TEST)|BYOIP_|CI$|INIT_CWD$)/i.test(name),
  );
  const npm = Object.fromEntries(
    ['cache', 'registry'].flatMap((name) => {
      const value = execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();
      return [[`npm_config_${name}`, value]];
    }),
  );
  const silent = ['ASTRO_TELEMETRY_DISABLED', 'NEXT_TELEMETRY_DISABLED', 'NO_COLOR', 'DO_NOT_TRACK'].map(
    (name) => [name, '1'],
  );
  return {
    ...Object.fromEntries(env),
    ...npm,
    ...Object.fromEntries(silent),
    WRANGLER_SEND_METRICS: 'false',
  };
}

function prepare({ files }, folder, tarball) {
  copyFileSync(tarball, join(folder, 'byoip.tgz'));
  const all = {
    'package.json': '{ "name": "user", "version": "1.0.0", "private": true, "type": "module" }',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function installCommand({ packages = {}, short }) {
  const named = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const offline = short ? '--offline ' : '';
  return `npm install ${offline}--save-exact --no-audit --no-fund ./byoip.tgz ${named.join(' ')}`;
}

/** Installs a version of Node once; returns the folder of its program. */
async function nodeOf(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = resolve(NODES, `node-${version}`);
  const bin = join(folder, 'node_modules', name, 'bin');
  if (!existsSync(bin)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}\n');
    await shell(`npm install --no-audit --no-fund --no-save ${name}@${version}`, folder, process.env);
  }
  return bin;
}

async function outputOf({ run = [], page, server, path = '/', inBrowser }, folder, env, isRight) {
  let printed = '';
  for (const command of run) printed = await shell(command, folder, env);
  if (page !== undefined) {
    const site = await servedFolder(join(folder, page));
    try {
      return await openPage(site.url, isRight);
    } finally {
      site.close();
    }
  }
  if (server === undefined) return printed;
  const port = await unusedPort();
  const child = start(server, folder, { ...env, PORT: String(port) });
  try {
    const url = `http://127.0.0.1:${port}${path}`;
    const response = await waitFor(url, child);
    return inBrowser ? await openPage(url, isRight) : await response.text();
  } finally {
    child.stop();
  }
}

/** Starts a command in a process group of its own; `stop` ends all of it. */
function start(command, folder, env) {
  const child = spawn('sh', ['-c', command], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const ended = new Promise((settle) => child.on('close', settle));
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  return { stop, ended, stdout: child.stdout, output: () => Buffer.concat(output).toString() };
}

/** Runs a command and returns what it writes to its standard output; throws with all of its output if it fails. */
async function shell(command, folder, env) {
  const child = start(command, folder, env);
  const printed = [];
  child.stdout.on('data', (chunk) => printed.push(chunk));
  const timer = setTimeout(child.stop, LIMIT);
  const code = await child.ended;
  clearTimeout(timer);
  if (code !== 0) throw new Error(`\`${command}\` ended with ${code ?? 'a signal'}:\n${child.output()}`);
  return Buffer.concat(printed).toString();
}
