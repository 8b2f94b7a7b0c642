// schemathesis against the emulator: valid and invalid requests from our OpenAPI document, whose responses must match it.

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { createEmulator, type EmulatorOptions, type State } from 'byoip/emulator';
import { type PythonResult, python } from '../run-python.js';
import { type CountingEmulator, serveCountingEmulator } from './counting-emulator.js';
import { SPARE_BGP_PREFIX, writeDocument } from './openapi-document.js';
import { cellsOf } from './readme-table.js';
import { EMULATOR, labelOf, SCENARIO } from './scenario.js';

const TOKEN = 'the-only-good-token';
const RUN = 'import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())';

/** How long, in seconds: a longer run asks for more. */
const TIME = Number(process.env.BYOIP_FUZZ_SECONDS ?? '45');
const SEED = process.env.BYOIP_FUZZ_SEED ?? String(Date.now() % 1_000_000);

/**
 * Two changes to the emulator make the check of credentials one that can fail: a single token is good, and a request
 * without one is answered 401, on which the check insists (the API was seen to answer 400).
 */
const OPTIONS: EmulatorOptions = {
  authorise: (credentials) => credentials.kind === 'token' && credentials.token === TOKEN,
  statuses: { 'no-credentials': 401, 'bad-auth-headers': 401 },
};

/** The seed, with a BGP prefix that can be deleted. */
function state(): State {
  const { state } = createEmulator(EMULATOR);
  const records = state.accounts[0]?.prefixes[1]?.bgpPrefixes ?? [];
  const [first] = records;
  if (first !== undefined)
    records.push({ ...first, id: SPARE_BGP_PREFIX, cidr: '2001:db8:ffff::/48', advertised: false });
  return state;
}

async function fuzz(
  options: EmulatorOptions,
  ...more: readonly string[]
): Promise<PythonResult & Pick<CountingEmulator, 'seen'>> {
  const { url, seen, close } = await serveCountingEmulator({ state: state(), ...OPTIONS, ...options });
  const args = ['--config-file', resolve('tests/sdk/schemathesis.toml'), 'run', writeDocument()];
  args.push('--url', url, '--header', `Authorization: Bearer ${TOKEN}`, '--seed', SEED, '--no-color');
  args.push('--generation-database', 'none', '--continue-on-failure', ...more);
  try {
    return { ...(await python(['-c', RUN, ...args])), seen };
  } finally {
    await close();
  }
}

test(`requests by the hundred, made from the seed ${SEED}, find no violation of the document and no status of 500 or more`, async () => {
  const { code, stdout, stderr, seen } = await fuzz({}, '--max-time', String(TIME));
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  const faults = seen.filter(
    ({ operation, status }) => status >= 500 && (operation !== null || status !== 501),
  );
  assert.deepEqual(
    faults.map(({ request, status }) => `${status} ${request.method} ${request.url}`),
    [],
  );
  for (const operation of SCENARIO) {
    const asked = seen.filter((one) => one.operation === operation);
    const good = asked.filter(({ status }) => status < 300);
    const bad = asked.filter(({ status }) => status >= 400);
    assert.ok(
      good.length >= 1 && bad.length >= 1,
      `${operation}: ${good.length} good, ${bad.length} refused`,
    );
  }
  assert.ok(seen.length >= 100, `${seen.length} requests only`);
  const cells = cellsOf('schemathesis');
  for (const operation of SCENARIO) assert.equal(cells.get(labelOf(operation)), 'no violation', operation);
});

test('a response that violates the document is reported, which proves that the fuzzer checks', async () => {
  const only = ['--include-name', 'GET /accounts/{account_id}/addressing/services', '--max-examples', '5'];
  const broken = await fuzz({ faults: () => 'success-false-200' }, ...only);
  assert.equal(broken.code, 1, broken.stdout);
  assert.match(broken.stdout, /Response violates schema/);
  const failing = await fuzz({ faults: () => 'http-500' }, ...only);
  assert.equal(failing.code, 1, failing.stdout);
  assert.match(failing.stdout, /Server error/);
});

test('credentials that are ignored are reported', async () => {
  const only = ['--include-name', 'GET /accounts/{account_id}/addressing/services', '--max-examples', '5'];
  const open = await fuzz({ authorise: () => true }, ...only);
  assert.equal(open.code, 1, open.stdout);
  assert.match(open.stdout, /authentication/i);
});
