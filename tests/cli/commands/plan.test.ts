// `byoip plan`: lists in every form, exit codes, refusals and the options that lift them, the same plan with the API.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from 'byoip';
import { respondWith, runInProcess } from '../setup/in-process.js';
import {
  BINDINGS,
  byoip,
  envelope,
  shell,
  startEmulator,
  temporaryFolder,
  writeInput,
} from '../setup/run-command.js';

const cwd = temporaryFolder();
const [MAGIC, CDN, SPECTRUM] = BINDINGS.map(({ service_id }) => service_id);
const PREFIX = '192.0.2.0/24';

writeInput(cwd, 'bindings.json', envelope(BINDINGS));
writeInput(
  cwd,
  'desired.json',
  JSON.stringify([
    { cidr: PREFIX, service_id: MAGIC },
    { cidr: '192.0.2.16/30', service_id: SPECTRUM },
    { cidr: '192.0.2.20/30', service_id: CDN },
    { cidr: '192.0.2.20/32', service_id: SPECTRUM },
  ]),
);
// The same, as addresses.
writeInput(
  cwd,
  'hosts.csv',
  `192.0.2.16-192.0.2.19,${SPECTRUM}\n192.0.2.20,${SPECTRUM}\n192.0.2.21-192.0.2.23,${CDN}\n`,
);

const FILES = ['plan', '--prefix', PREFIX, '--from', 'bindings.json'];
const TO = [...FILES, '--to', 'desired.json'];

async function planned(args: readonly string[], stdin = ''): Promise<{ code: number | null; plan: Plan }> {
  const { code, stdout } = await byoip([...args, '--json'], { cwd, stdin });
  return { code, plan: JSON.parse(stdout) as Plan };
}

/** The writes of a plan in words. */
const writes = ({ steps }: Plan) =>
  steps.map((step) => (step.op === 'wait' ? `wait ${step.until}` : `${step.op} ${step.cidr}`));

test('a plan has its writes in order, the ids of what it deletes, and with --exit-code the exit code 2', async () => {
  const { code, plan } = await planned(TO);
  assert.equal(code, 0);
  assert.equal((await byoip([...TO, '--exit-code'], { cwd })).code, 2);
  const none = [...FILES, '--to', 'bindings.json', '--exit-code'];
  assert.equal((await byoip(none, { cwd })).code, 0);
  assert.deepEqual(writes(plan), [
    'create 192.0.2.16/30',
    'create 192.0.2.20/30',
    'wait settled',
    'delete 192.0.2.16/29',
    'wait propagated',
  ]);
  const deleted = plan.steps.find((step) => step.op === 'delete');
  assert.equal(deleted?.bindingId, BINDINGS[1].id);
  assert.deepEqual([plan.impact.changed, plan.impact.unowned, plan.impact.thirdParty], ['4', '0', '0']);
});

test('the text begins with the totals, then the steps with their reasons', async () => {
  const { code, stdout, stderr } = await byoip(TO, { cwd });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.match(
    stdout,
    /^192\.0\.2\.0\/24: 2 creates, 1 delete; 4 addresses change owner, none without a service, /,
  );
  assert.match(stdout, /^ {2}4 {2}delete {2}192\.0\.2\.16\/29 {2}CDN {7}removed; /m);
});

test('a plan without changes is a sentence and exit code 0', async () => {
  const { code, stdout } = await byoip([...FILES, '--to', 'bindings.json'], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /^192\.0\.2\.0\/24: no changes: the current bindings are the desired ones$/m);
});

test('hosts and ranges become bindings under the current default, and blocks do with --default', async () => {
  const { plan: ofBlocks } = await planned(TO);
  const { plan: ofHosts } = await planned([...FILES, '--to', 'hosts.csv']);
  // Spectrum has .16 to .20, CDN the rest: one block of each would do, and a hole of one address.
  assert.deepEqual(ofHosts.impact.moves, ofBlocks.impact.moves);
  const least = JSON.stringify([
    { cidr: '192.0.2.0/25', service_id: CDN },
    { cidr: '192.0.2.128/25', service_id: CDN },
  ]);
  const { code, plan } = await planned([...FILES, '--to', '-', '--default', CDN ?? '', '--force'], least);
  assert.equal(code, 0);
  const ends = plan.steps.filter((step) => step.op === 'create' && step.purpose === 'desired');
  assert.deepEqual(
    ends.map((step) => step.op === 'create' && [step.cidr, step.serviceId]),
    [[PREFIX, CDN]],
  );
});

test('hosts without a known default are refused', async () => {
  const { code, stderr } = await byoip(['plan', '--prefix', PREFIX, '--from', '-', '--to', 'hosts.csv'], {
    cwd,
    stdin: '[]',
  });
  assert.equal(code, 1);
  assert.match(stderr, /code: default-unknown/);
});

test('policy, profile and gate are those of the plan, and other words are refused', async () => {
  const { plan } = await planned([
    ...TO,
    ...['--policy', 'fewest-writes', '--profile', 'lenient', '--gate', 'active'],
  ]);
  assert.deepEqual([plan.policy, plan.profile, plan.gate], ['fewest-writes', 'lenient', 'active']);
  for (const option of ['--policy', '--profile', '--gate']) {
    const { code, stderr } = await byoip([...TO, option, 'best'], { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /write one of /);
  }
});

test('a refused plan is printed, its reasons and the options that lift them are on standard error, and the exit code is 2', async () => {
  const args = [...TO, '--changed-percent', '1'];
  const text = await byoip(args, { cwd });
  assert.equal(text.code, 2);
  assert.match(text.stdout, /^192\.0\.2\.0\/24: 2 creates/);
  assert.match(text.stderr, /4 of 256 addresses change owner \(1\.5 %; the limit is 1 %\)/);
  assert.match(text.stderr, /lift it with --changed-percent N, or all with --force/);
  const { code, plan } = await planned(args);
  assert.equal(code, 2);
  assert.deepEqual(
    plan.refusals.map(({ code, lift }) => [code, lift]),
    [['too-many-changed', 'changedPercent']],
  );
  assert.equal((await byoip([...args, '--force'], { cwd })).code, 0);
  assert.equal((await byoip([...TO, '--changed-percent', '2'], { cwd })).code, 0);
});

test('each refusal is lifted by the option that it names', async () => {
  const cases: Record<string, { stdin: string; more: readonly string[] }> = {
    'desired-empty': { stdin: '[]', more: [] },
    'default-touched': { stdin: '[]', more: [] },
    'too-many-changed': { stdin: '[]', more: [] },
    'addresses-unowned': { stdin: `[{"cidr":"${PREFIX}","service_id":"${CDN}"}]`, more: [] },
    'too-many-deleted': { stdin: '[]', more: ['--deleted-from', '1'] },
    'list-too-short': { stdin: '[]', more: ['--snapshot', 'long.json'] },
    'regional-overlapped': { stdin: '[]', more: ['--from', 'regional.json'] },
  };
  writeInput(
    cwd,
    'long.json',
    JSON.stringify([...BINDINGS, ...BINDINGS].map((b, i) => ({ ...b, cidr: `192.0.2.${i}/32` }))),
  );
  writeInput(
    cwd,
    'regional.json',
    JSON.stringify([...BINDINGS, { cidr: '192.0.2.128/25', service_id: null }]),
  );
  for (const [refusal, { stdin, more }] of Object.entries(cases)) {
    const files = more.includes('--from') ? FILES.slice(0, 3) : FILES;
    const args = [...files, '--to', '-', ...more];
    const { stderr } = await byoip(args, { cwd, stdin });
    const [, option = ''] = new RegExp(`  ${refusal}  .*\\n.*lift it with (--[a-z-]+)`).exec(stderr) ?? [];
    assert.notEqual(option, '', `${refusal} in ${stderr}`);
    const lift = option.startsWith('--allow') ? [option] : [option, '100'];
    const { stderr: lifted } = await byoip([...args, ...lift], { cwd, stdin });
    assert.ok(!lifted.includes(refusal), `${refusal} with ${option}: ${lifted}`);
  }
});

test('a changed fingerprint is an error, even with --force', async () => {
  const { plan } = await planned(TO);
  assert.equal((await byoip([...TO, '--expect', plan.fingerprint], { cwd })).code, 0);
  const changed = [...TO, '--expect', plan.fingerprint, '--policy', 'fewest-writes', '--force'];
  const { code, stdout, stderr } = await byoip([...changed, '--json'], { cwd });
  assert.equal(code, 1);
  assert.match(stderr, /code: plan-changed/);
  assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'plan-changed');
});

test('desired bindings that break rules are an error with the findings', async () => {
  const stdin = JSON.stringify([{ cidr: '192.0.2.16/29', service_id: CDN }]);
  const { code, stdout, stderr } = await byoip([...FILES, '--to', '-', '--json'], { cwd, stdin });
  assert.equal(code, 1);
  assert.match(stderr, /default-missing {2}192\.0\.2\.0\/24/);
  const { error } = JSON.parse(stdout) as { error: { code: string; findings: { code: string }[] } };
  assert.deepEqual(
    [error.code, error.findings.map((finding) => finding.code)],
    ['desired-illegal', ['default-missing']],
  );
});

test('an error in the desired list has its position', async () => {
  const { code, stderr } = await byoip([...FILES, '--to', '-'], { cwd, stdin: `192.0.2.300,${CDN}\n` });
  assert.equal(code, 1);
  assert.match(stderr, /in standard input:1:9/);
});

test('Markdown has tables, and no colour even on a terminal', async () => {
  const { stdout } = await byoip([...TO, '--markdown'], { cwd });
  assert.match(stdout, /^## Plan for 192\.0\.2\.0\/24\n/);
  assert.match(stdout, /^\| 1 \| create \| `192\.0\.2\.16\/30` \| `Spectrum` \| requested; /m);
  const terminal = await runInProcess(
    [
      'plan',
      '--prefix',
      PREFIX,
      '--from',
      `${cwd}/bindings.json`,
      '--to',
      `${cwd}/desired.json`,
      '--markdown',
    ],
    { terminal: true },
  );
  assert.ok(!terminal.stdout.includes('\u001b'), terminal.stdout);
});

test('a terminal gets colours, and a hostile name is escaped in text and JSON', async () => {
  const name = 'a\u001b[2J\n\u202e|`b';
  writeInput(cwd, 'hostile.json', JSON.stringify(BINDINGS.map((b) => ({ ...b, service_name: name }))));
  const args = ['plan', '--prefix', PREFIX, '--from', `${cwd}/hostile.json`, '--to', `${cwd}/desired.json`];
  const { stdout } = await runInProcess(args, { terminal: true });
  assert.ok(stdout.includes('\u001b[32m'), 'creates are green');
  const line = stdout.split('\n').find((text) => text.includes('  create  ')) ?? '';
  const plain = line.replace('\u001b[32m', '').replace('\u001b[39m', '');
  assert.ok(!plain.includes('\u001b') && !stdout.includes('\u202e'), JSON.stringify(plain));
  assert.ok(stdout.includes('a\\u{1b}[2J\\u{a}\\u{202e}|`b'), stdout);
});

test('without --from the current bindings come from the API, and the plan is the same as for its list', async () => {
  const env = await startEmulator();
  const { stdout: list } = await byoip(['list', PREFIX, '--json'], { env });
  writeInput(cwd, 'now.json', list);
  writeInput(cwd, 'services.json', (await byoip(['services', '--json'], { env })).stdout);
  const to = JSON.stringify([
    { cidr: PREFIX, service_id: MAGIC },
    { cidr: '192.0.2.0/30', service_id: CDN },
  ]);
  const asked = ['plan', '--prefix', PREFIX, '--to', '-', '--json'];
  const fromApi = await byoip(asked, { env, stdin: to });
  const fromFile = await byoip([...asked, '--from', 'now.json', '--services', 'services.json'], {
    cwd,
    stdin: to,
  });
  assert.deepEqual([fromApi.code, fromFile.code], [0, 0], fromApi.stderr);
  const [ofApi, ofFile] = [fromApi, fromFile].map(({ stdout }) => JSON.parse(stdout) as Plan);
  assert.equal(ofApi?.fingerprint, ofFile?.fingerprint);
  // What only the API knows: the prefix is advertised.
  assert.ok(ofApi?.findings.some(({ code }) => code === 'prefix-advertised'));
});

test('an unreadable response never counts as an empty list', async () => {
  const env = { CLOUDFLARE_API_TOKEN: 'token-of-the-test', CLOUDFLARE_ACCOUNT_ID: 'a' };
  const args = ['plan', '--prefix', PREFIX, '--to', `${cwd}/desired.json`];
  const { code, stdout } = await runInProcess(args, { env, fetch: respondWith('{"success":true}') });
  assert.deepEqual([code, stdout], [1, '']);
});

test('a wrong call is a usage error with a fix', async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['plan', '--add', '192.0.2.9=CDN', '--to', 'x'], /`--to` does not go with `--add` and `--remove`/],
    [['plan', '--remove', '192.0.2.9', '--claims'], /`--claims` does not go with `--add` and `--remove`/],
    [['plan', '--prefix', PREFIX], /pass --to FILE/],
    [[...FILES, '--to', 'desired.json', 'more'], /takes only options/],
    [['plan', '--prefix', PREFIX, '--from', '-', '--to', '-'], /standard input can supply only one list/],
    [[...FILES, '--to', '-', '--snapshot', '-'], /standard input can supply only one list/],
    [[...TO, '--json', '--markdown'], /one of --markdown, --json/],
    [[...TO, '--changed-percent', '101'], /a whole number from 0 to 100/],
  ];
  for (const [args, expected] of wrong) {
    const { code, stderr } = await byoip(args, { cwd });
    assert.equal(code, 1);
    assert.match(stderr, expected);
    assert.match(stderr, /code|usage/);
  }
});

test('a reader that closes the output early changes neither the exit code nor standard error', async () => {
  // 131,072 lines of text: more than a pipe holds, so that the reader is gone while the plan is written.
  const many = Array.from({ length: 3000 }, (_, i) => ({
    cidr: `10.0.${i >> 7}.${(i & 127) * 2}/32`,
    service_id: CDN,
  }));
  const all = { cidr: '10.0.0.0/8', service_id: MAGIC };
  writeInput(cwd, 'many.json', JSON.stringify([all, ...many]));
  writeInput(cwd, 'few.json', JSON.stringify([all]));
  const line = 'byoip plan --prefix 10.0.0.0/8 --from many.json --to few.json';
  const codes = async (options: string, more = '') => {
    const ran = await shell(`${line} ${options} ${more} | head -n 1 > /dev/null; echo "\${PIPESTATUS[0]}"`, {
      cwd,
    });
    return [ran.stdout.trim(), ran.stderr.includes('the plan is refused for 1 reason')];
  };
  assert.deepEqual(await codes(''), ['2', true]);
  assert.deepEqual(await codes('--json'), ['2', true]);
  assert.deepEqual(await codes('--force'), ['0', false]);
  // With both streams closed there is no message, but the exit code stays.
  assert.deepEqual(await codes('', '2>&1'), ['2', false]);
  const check = await shell(
    `byoip check --prefix 10.0.0.0/8 --from many.json --json | head -n 1 > /dev/null; echo "\${PIPESTATUS[0]}"`,
    { cwd },
  );
  assert.equal(check.stdout.trim(), '2');
});
