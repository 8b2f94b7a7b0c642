// Checks this machine, names what is missing, and installs what it can. `npm run setup`.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { findBrowser, findDriver, findFirefox } from './browser.mjs';
import { canFindPip, ensurePythonPackages } from './python.mjs';
import { ask, isInstalled, main, must, run, Stop, say, seconds } from './steps.mjs';

const TARGET = 'wasm32-unknown-unknown';
const OLDEST_NODE = 20;

/**
 * @param {{ test?: boolean, meanwhile?: () => Promise<void> }} options `test`: also what only the tests need; `meanwhile`:
 *   work that needs Rust and no npm package
 * @returns {Promise<{ chrome?: string, driver?: string, firefox?: string | null,
 *   python?: { packages: string } | { missing: string } }>} where the browsers, the driver and the Python packages are,
 *   for the tests; null if there is no Firefox
 */
export async function setup({ test = false, meanwhile = () => undefined } = {}) {
  const began = performance.now();
  say(`\nset-up${test ? ' for the tests' : ''}`);
  checkNode();
  await ensureRust();
  const [found] = await Promise.all([test ? ensureTestTools() : {}, ensureNpmPackages(), meanwhile()]);
  say(`  ${seconds(began).padStart(6)} s  everything is there`);
  return found;
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new Stop(
      `Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or newer (https://nodejs.org).`,
    );
  }
}

async function ensureRust() {
  const [, channel] = readFileSync('rust-toolchain.toml', 'utf8').match(/channel = "([^"]+)"/) ?? [];
  const hasRustup = (await ask('rustup', ['--version'])) !== null;
  if (hasRustup && (await ask('cargo', ['--version'])) === null) {
    say(`  installing Rust ${channel}, the language of the core`);
    await must('rustup', ['toolchain', 'install', channel, '--profile', 'minimal']);
  }
  const version = await ask('rustc', ['--version']);
  if (version === null || (await ask('cargo', ['--version'])) === null) {
    throw new Stop('Rust is not installed: get it from https://rustup.rs, then run this again.');
  }
  const [, minor] = version.match(/^rustc 1\.(\d+)/) ?? [];
  const [, oldest] = readFileSync('Cargo.toml', 'utf8').match(/rust-version = "1\.(\d+)"/) ?? [];
  if (Number(minor) < Number(oldest)) {
    throw new Stop(
      `${version} is too old: the core needs 1.${oldest}; get rustup from https://rustup.rs, it picks the version.`,
    );
  }
  const sysroot = await ask('rustc', ['--print', 'sysroot']);
  if (existsSync(`${sysroot}/lib/rustlib/${TARGET}`)) return;
  if (!hasRustup) {
    throw new Stop(
      `Rust has no ${TARGET} target here: install rustup (https://rustup.rs), or your system's package for it.`,
    );
  }
  say(`  adding the Rust target ${TARGET}: the core is compiled to WebAssembly`);
  await must('rustup', ['target', 'add', TARGET]);
}

async function ensureNpmPackages() {
  const stamp = 'node_modules/.installed';
  const lock = createHash('sha256')
    .update(readFileSync('package-lock.json'))
    .update(process.version)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  if ((await ask('npm', ['--version'])) === null) {
    throw new Stop('npm is not installed: it comes with Node from https://nodejs.org.');
  }
  say(
    '  installing the npm packages of package-lock.json: bundler, type checker, wasm-opt, local Workers runtime',
  );
  await must('npm', ['ci', '--no-fund', '--no-audit'], { what: 'npm ci' });
  writeFileSync(stamp, lock);
}

async function ensureTestTools() {
  for (const [component, tool] of [
    ['rustfmt', 'fmt'],
    ['clippy', 'clippy'],
  ]) {
    if ((await ask('cargo', [tool, '--version'])) !== null) continue;
    say(`  adding ${component}: the checks use it`);
    const added = await run('rustup', ['component', 'add', component]);
    if (!added.ok)
      throw new Stop(
        `${component} is missing: \`rustup component add ${component}\` did not work, see above.`,
      );
  }

  const wanted = [];
  if (findBrowser() === null) wanted.push('chromium');
  if (findDriver() === null) wanted.push('chromium-driver');
  if ((await ask('python3', ['--version'])) === null) wanted.push('python3', 'python3-venv');
  else if (!(await canFindPip())) wanted.push('python3-venv');
  for (const tool of ['curl', 'fish', 'jq', 'mandoc', 'shellcheck', 'zsh'])
    if (!(await isInstalled(tool))) wanted.push(tool);
  if (wanted.length > 0 && canUseApt()) {
    say(
      `  installing ${wanted.join(', ')} with apt-get: the tests run in a browser, with Python, and with shell scripts`,
    );
    const quietly = {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      show: (line) => /^(E:|W:|Setting up)/.test(line),
    };
    await run('apt-get', ['update', '-q'], { ...quietly, what: 'apt-get update' });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...wanted], {
      ...quietly,
      what: 'apt-get install',
    });
  }
  await ensureFirefox();

  const chrome = findBrowser();
  if (chrome === null) {
    throw new Stop('No Chromium or Chrome was found: install one, or set CHROME_PATH to its executable.');
  }
  const driver = findDriver();
  if (driver === null) {
    throw new Stop(
      'No chromedriver was found: install the one for your browser, or set CHROMEDRIVER to its executable.',
    );
  }
  if ((await ask('python3', ['--version'])) === null) {
    throw new Stop(
      'Python 3 was not found: install it, the tests compare CIDR parsing with its ipaddress module.',
    );
  }
  return { chrome, driver, firefox: findFirefox(), python: await ensurePythonPackages() };
}

/** Installs Firefox if it can. Without it one suite skips some tests and says so. */
async function ensureFirefox() {
  if (findFirefox() !== null || !canUseApt()) return;
  say('  installing firefox-esr with apt-get, to test the page in a second browser');
  const quietly = { env: { DEBIAN_FRONTEND: 'noninteractive' }, show: (line) => /^Setting up/.test(line) };
  await run('apt-get', ['update', '-q'], { ...quietly, what: 'apt-get update' });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'firefox-esr'], {
    ...quietly,
    what: 'apt-get install',
  });
}

/** True for root on Debian, Ubuntu and related systems. */
function canUseApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get') || !existsSync('/etc/os-release'))
    return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(() => setup({ test: process.argv.includes('--test') }));
}
