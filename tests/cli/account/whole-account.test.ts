// Commands over the whole account: many prefixes, parts that fail, names of services, and what is left alone.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Drift, type Plan, type PlanTask, plan } from 'byoip';
import { SEED_SERVICES } from 'byoip/emulator';
import { runInProcess } from '../setup/in-process.js';
import { PREFIXES, startLargeAccount } from '../setup/large-account.js';
import { byoip, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const { env } = await startLargeAccount();
const { cdn, spectrum, magicTransit } = SEED_SERVICES;

/** The answers of the emulator, with those that `change` makes in their place. */
function fetchWith(change: (url: string) => Response | undefined): typeof fetch {
  return async (input, init) => change(String(input)) ?? fetch(input, init);
}

const failure = (code: number, message: string) =>
  new Response(JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: null }), {
    status: 403,
  });

/** The path of the bindings of a prefix, by its number. */
const bindingsOf = (number: number) => `${`a${number.toString(16)}`.padStart(32, '0')}/bindings`;

interface AccountPlan {
  readonly plans: readonly Plan[];
  readonly untouched: readonly string[];
  readonly total: Readonly<Record<string, number | string>>;
}

async function planned(list: string, ...options: readonly string[]): Promise<AccountPlan> {
  const ran = await byoip(['plan', '--to', '-', '--json', ...options], { env, stdin: list });
  assert.ok(ran.code === 0 || ran.code === 2, ran.stderr);
  return JSON.parse(ran.stdout) as AccountPlan;
}

const DELETED = ['--deleted-percent', '100'];

test('a prefix whose list fails is named, is not read as unbound, and does not stop answers about others', async () => {
  const fetchFailing = fetchWith((url) =>
    url.endsWith(bindingsOf(7)) ? failure(1002, 'forbidden') : undefined,
  );
  for (const args of [['check'], ['list'], ['diff', '--to', 'all.csv'], ['resolve', '10.6.0.1']]) {
    writeInput(cwd, 'all.csv', `10.6.0.0/24,${cdn.id}\n`);
    const named = args.map((text) => (text === 'all.csv' ? `${cwd}/all.csv` : text));
    const ran = await runInProcess(named, { env, fetch: fetchFailing });
    assert.equal(ran.code, 1, args.join(' '));
    assert.match(ran.stderr, /^byoip: the bindings of 10\.6\.0\.0\/24 cannot be read: /, args.join(' '));
    assert.equal(ran.stdout, '');
  }
  const other = await runInProcess(['resolve', '10.5.0.1'], { env, fetch: fetchFailing });
  assert.equal(other.code, 0, other.stderr);
});

test('an entry in none of the prefixes is an error with its line', async () => {
  const list = `cidr,service\n10.1.0.0/24,CDN\n10.77.0.0/24,CDN\n`;
  for (const command of ['plan', 'diff', 'check']) {
    const ran = await byoip([command, '--to', '-'], { env, stdin: list });
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /^byoip: `10\.77\.0\.0-10\.77\.0\.255` is in none of the prefixes$/m);
    assert.match(ran.stderr, /^ {2}in standard input:3:1$/m);
    assert.match(ran.stderr, /^ {2}cure: .*10\.0\.0\.0\/16, .* and 22 more$/m);
  }
});

test('an entry belongs to the most specific prefix around it, and other prefixes stay as they are', async () => {
  const { plans, untouched } = await planned('10.0.5.0/24,CDN\n10.0.5.9,Spectrum\n', ...DELETED);
  assert.deepEqual(
    plans.map(({ prefix }) => prefix),
    ['10.0.5.0/24'],
  );
  assert.equal(untouched.length, PREFIXES.length - 1);
  assert.ok(!untouched.includes('10.0.5.0/24'));
});

test('the time of many plans is that of the longest, and their fingerprint is one', async () => {
  const list =
    '10.1.0.0/24,Magic Transit\n10.1.0.1,Spectrum\n10.2.0.0/24,CDN\n10.2.0.0/25,Spectrum\n10.2.0.9,CDN\n';
  const options = [...DELETED, '--changed-percent', '100'];
  const { plans, total } = await planned(list, ...options);
  assert.equal(plans.length, 2);
  const hours = plans.map(({ finish }) => finish.earliestHours);
  assert.equal(total.earliestHours, Math.max(...hours));
  assert.equal(total.waits, Math.max(...plans.map(({ finish }) => finish.gates)));
  const count = (op: string) => plans.flatMap(({ steps }) => steps).filter((step) => step.op === op).length;
  assert.deepEqual([total.creates, total.deletes], [count('create'), count('delete')]);
  const expect = (print: string) =>
    byoip(['plan', '--to', '-', ...options, '--expect', print], { env, stdin: list });
  assert.equal((await expect(String(total.fingerprint))).code, 0);
  const changed = await expect('sha256:0');
  assert.match(
    changed.stderr,
    /^byoip: the plan has changed: expected `sha256:0`, got sha256:[0-9a-f]{64}$/m,
  );
});

test('claims and a default are applied in each prefix that the list is about', async () => {
  const claims = await planned('10.1.0.0-10.1.0.3,CDN\n10.2.0.4-10.2.0.5,Spectrum\n', ...DELETED);
  assert.deepEqual(
    claims.plans.map(({ prefix, impact }) => [prefix, impact.moves.length > 0]),
    [
      ['10.1.0.0/24', true],
      ['10.2.0.0/24', true],
    ],
  );
  const hosts = await planned('10.1.0.2,CDN\n10.2.0.2,Spectrum\n', '--default', 'cdn', '--force');
  assert.deepEqual(
    hosts.plans.map(({ prefix }) => prefix),
    ['10.1.0.0/24', '10.2.0.0/24'],
  );
  const none = await byoip(['plan', '--to', '-'], { env, stdin: '10.1.0.2,CDN\n10.2.0.2,Spectrum\n' });
  assert.match(
    none.stderr,
    /contains only hosts, and no line for 10\.1\.0\.0\/24[\s\S]*code: default-unknown/,
  );
});

test('with --prefix only one prefix of a list is planned, and a list without it is refused', async () => {
  const list = '10.1.0.0/24,Magic Transit\n10.2.0.0/24,CDN\n';
  const one = await byoip(['plan', '--prefix', '10.2.0.200', '--to', '-', '--json', '--force'], {
    env,
    stdin: list,
  });
  assert.equal((JSON.parse(one.stdout) as Plan).prefix, '10.2.0.0/24');
  const other = await byoip(['plan', '--prefix', '10.3.0.0/24', '--to', '-'], { env, stdin: list });
  assert.match(
    other.stderr,
    /has no entry in 10\.3\.0\.0\/24\n {2}cure: it is about 10\.1\.0\.0\/24, 10\.2\.0\.0\/24/,
  );
  const empty = await byoip(['plan', '--to', '-'], { env, stdin: '[]' });
  assert.match(empty.stderr, /has no entries, so that the prefix is unknown/);
});

test('a snapshot is a list of desired bindings for all its prefixes', async () => {
  assert.equal((await byoip(['snapshot', '-o', 'all.json'], { env, cwd })).code, 0);
  const ran = await byoip(['diff', '--to', 'all.json'], { env, cwd });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /^no changes in 30 prefixes$/m);
  const text = readFileSync(`${cwd}/all.json`, 'utf8');
  writeInput(cwd, 'foreign.json', text.replaceAll('10.9.0.0/24', '172.16.0.0/24'));
  const foreign = await byoip(['plan', '--to', 'foreign.json'], { env, cwd });
  assert.match(foreign.stderr, /the account has no prefix 172\.16\.0\.0\/24, which `foreign\.json` has/);
});

test('a file has the same answers as the API', async () => {
  for (const args of [
    ['resolve', '10.0.5.1', '10.77.0.1'],
    ['check'],
    ['list', '--service', 'spectrum'],
    ['prefixes', '--withdrawn'],
    ['plan', '--add', '10.1.0.2=CDN'],
    ['map', '--prefix', '10.4.0.9'],
  ]) {
    const live = await byoip(args, { env });
    const saved = await byoip([...args, '--from', 'all.json'], { cwd });
    assert.equal(saved.code, live.code, args.join(' '));
    assert.equal(saved.stdout.replace('`all.json`', 'the account'), live.stdout, args.join(' '));
  }
});

test('a plan of a file has its task, from which it can be computed again; a refused one is not written', async () => {
  const args = ['plan', '--add', '10.1.0.2=CDN', '--add', '10.2.0.2=Spectrum', '-o', 'two.json'];
  const ran = await byoip(args, { env, cwd });
  assert.equal(ran.code, 0, ran.stderr);
  const { byoipPlan, accountId, plans } = JSON.parse(readFileSync(`${cwd}/two.json`, 'utf8')) as {
    readonly byoipPlan: number;
    readonly accountId: string;
    readonly plans: readonly { readonly task: PlanTask; readonly plan: Plan }[];
  };
  assert.deepEqual([byoipPlan, accountId], [1, env.CLOUDFLARE_ACCOUNT_ID]);
  assert.equal(plans.length, 2);
  for (const one of plans) assert.deepEqual(plan(one.task), one.plan);
  const refused = await byoip(['plan', '--to', '-', '-o', 'no.json'], {
    env,
    cwd,
    stdin: '10.1.0.0/24,CDN\n',
  });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^byoip: no\.json is not written$/m);
  assert.ok(!existsSync(`${cwd}/no.json`));
});

test('small changes name their prefix, and impossible ones are refused with what is near', async () => {
  const replaced = await byoip(['plan', '--add', '10.1.0.1=CDN', '--json'], { env });
  const steps = (JSON.parse(replaced.stdout) as AccountPlan).plans[0]?.steps ?? [];
  assert.deepEqual(
    steps.map(({ op }) => op).filter((op) => op !== 'wait'),
    ['delete', 'create'],
  );
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--remove', '10.1.0.2'], /10\.1\.0\.2\/32 is not bound\n {2}cure: bound near it: 10\.1\.0\.0\/24/],
    [['--remove', '172.16.0.1'], /the account has no prefix that contains 172\.16\.0\.1\/32/],
    [['--add', '10.1.0.2=Spectrun'], /no service is called `Spectrun`[\s\S]*did you mean `Spectrum`/],
    [['--add', '10.1.0.2'], /write --add BLOCK=SERVICE/],
    [['--add', '10.1.0.300=CDN'], /the octet `300` is over 255[\s\S]*in --add/],
    [['--add', '10.1.0.2=CDN', '--remove', '10.1.0.2/32'], /10\.1\.0\.2\/32 is (changed twice|not bound)/],
  ];
  for (const [args, expected] of cases) {
    const ran = await byoip(['plan', ...args], { env });
    assert.equal(ran.code, 1, args.join(' '));
    assert.match(ran.stderr, expected);
  }
});

test('a name that two services have is refused with their ids', async () => {
  const twins = [...Object.values(SEED_SERVICES), { id: 'd'.repeat(32), name: 'cdn' }];
  const services = JSON.stringify({ success: true, errors: [], messages: [], result: twins });
  const fetchTwins = fetchWith((url) => (url.endsWith('/services') ? new Response(services) : undefined));
  const ran = await runInProcess(['plan', '--add', '10.1.0.2=Cdn'], { env, fetch: fetchTwins });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, new RegExp(`2 services are called \`Cdn\`[\\s\\S]*${cdn.id}[\\s\\S]*d{32}`));
  const exact = await runInProcess(['plan', '--add', '10.1.0.2=CDN'], { env, fetch: fetchTwins });
  assert.equal(exact.code, 0, exact.stderr);
  const byId = await runInProcess(['plan', '--add', `10.1.0.2=${spectrum.id.toUpperCase()}`], {
    env,
    fetch: fetchTwins,
  });
  assert.match(byId.stdout, /create {2}10\.1\.0\.2\/32 {2}Spectrum/);
});

test('a program is about one prefix', async () => {
  const args = ['plan', '--add', '10.1.0.2=CDN', '--add', '10.2.0.2=Spectrum', '--export', 'curl'];
  const two = await byoip(args, { env });
  assert.match(
    two.stderr,
    /a program is about one prefix\n {2}cure: pass --prefix with one of 10\.1\.0\.0\/24, 10\.2\.0\.0\/24/,
  );
  const one = await byoip(['plan', '--add', '10.1.0.2=CDN', '--export', 'curl', '-o', 'plan.sh'], {
    env,
    cwd,
  });
  assert.deepEqual([one.code, one.stdout], [0, '']);
  assert.match(readFileSync(`${cwd}/plan.sh`, 'utf8'), /^#!/);
});

test('two states are compared by the classes of drift', async () => {
  const text = readFileSync(`${cwd}/all.json`, 'utf8');
  const after = text
    .replaceAll('10.9.0.0/24', '172.16.0.0/24')
    .replace(/("cidr":"10\.8\.0\.1\/32"[^\n]*"service_id":")[0-9a-f]{32}/, `$1${magicTransit.id}`)
    .replace(/"id":"0+b8f2"/, '"id":"another"');
  writeInput(cwd, 'after.json', after);
  const ran = await byoip(['diff', 'all.json', 'after.json', '--exit-code', '--json'], { cwd });
  assert.equal(ran.code, 2);
  const { compared, findings } = JSON.parse(ran.stdout) as Drift;
  assert.equal(compared, 30);
  assert.deepEqual(
    findings.map(({ prefix, code }) => `${prefix} ${code}`),
    ['10.8.0.0/24 service-changed', '10.9.0.0/24 prefix-gone', '172.16.0.0/24 prefix-added'],
  );
  const wrong = await byoip(['diff', 'all.json', '--to', 'after.json'], { cwd });
  assert.match(wrong.stderr, /`--to` does not go with two snapshots/);
  const ids = await byoip(['diff', 'all.json', 'all.json', '--ids'], { cwd });
  assert.match(ids.stderr, /`--ids` does not go with two snapshots[\s\S]*--json prints the IDs/);
});

test('resolve answers a line before the next one comes', async () => {
  let seen = '';
  let release = () => {};
  const answered = new Promise<void>((resolve) => {
    release = resolve;
  });
  async function* stdin(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode('10.1.0.1\n');
    await answered;
    yield new TextEncoder().encode('10.2.0.1\n');
  }
  const writing = {
    isTTY: false,
    write: async (text: string) => {
      seen += text;
      if (seen.includes('10.1.0.1')) release();
    },
  };
  const ran = await runInProcess(['resolve'], { env, stdin: stdin(), stdout: writing });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(seen, /^10\.2\.0\.1 /m);
});

test('an account without prefixes has no findings, no differences and no owner', async () => {
  const nothing = JSON.stringify({ success: true, errors: [], messages: [], result: [] });
  const fetchNothing = async () => new Response(nothing);
  const resolved = await runInProcess(['resolve', '10.1.0.1'], { env, fetch: fetchNothing });
  assert.match(resolved.stdout, /is in no prefix of the account/);
  const checked = await runInProcess(['check'], { env, fetch: fetchNothing });
  assert.deepEqual([checked.code, checked.stdout], [0, '0 bindings of 0 prefixes: no findings\n']);
  const drawn = await runInProcess(['map'], { env, fetch: fetchNothing });
  assert.match(drawn.stderr, /the account has no prefixes/);
});

test('two prefixes with one CIDR are told apart by their ids', async () => {
  const twice = ['a', 'b'].map((id) => ({ id, cidr: '10.1.0.0/24' }));
  const prefixes = JSON.stringify({ success: true, errors: [], messages: [], result: twice });
  const fetchTwice = fetchWith((url) =>
    url.endsWith('/prefixes')
      ? new Response(prefixes)
      : url.endsWith('/bindings')
        ? new Response(JSON.stringify({ success: true, errors: [], messages: [], result: [] }))
        : undefined,
  );
  const ran = await runInProcess(['list', '10.1.0.7'], { env, fetch: fetchTwice });
  assert.match(
    ran.stderr,
    /the account has 2 prefixes 10\.1\.0\.0\/24\n {2}cure: name one by its id: a, b\n {2}code: prefix-ambiguous/,
  );
  assert.equal((await runInProcess(['list', 'b'], { env, fetch: fetchTwice })).code, 0);
});

test('text shows names, and ids where they are asked for', async () => {
  const calls: readonly (readonly [readonly string[], string])[] = [
    [['resolve', '10.5.0.1'], spectrum.id],
    [['list', '10.5.0.0/24', '--service', 'spectrum'], spectrum.id],
    [['diff', '--add', '10.5.0.2=CDN'], cdn.id],
  ];
  for (const [args, serviceId] of calls) {
    const names = await byoip(args, { env });
    assert.doesNotMatch(names.stdout, /[0-9a-f]{32}/, args.join(' '));
    assert.match((await byoip([...args, '--ids'], { env })).stdout, new RegExp(serviceId), args.join(' '));
    assert.match((await byoip([...args, '--json'], { env })).stdout, new RegExp(serviceId), args.join(' '));
  }
});

test('the text of a plan has names, and ids where they are asked for, also in Markdown', async () => {
  const line = async (...options: readonly string[]) => {
    const { stdout } = await byoip(['plan', '--add', '10.5.0.2=CDN', ...options], { env });
    return stdout.split('\n').find((one) => /create.*10\.5\.0\.2\/32/.test(one)) ?? stdout;
  };
  for (const form of [[], ['--markdown']]) {
    const [names, ids] = [await line(...form), await line(...form, '--ids')];
    assert.deepEqual([names.includes('CDN'), names.includes(cdn.id)], [true, false], names);
    assert.deepEqual([ids.includes('CDN'), ids.includes(cdn.id)], [false, true], ids);
  }
});

test('check --to checks desired bindings in each of their prefixes', async () => {
  const list = '10.5.0.0/24,CDN\n10.6.0.0/24,Magic Transit\n10.6.0.128/25,Magic Transit\n';
  const ran = await byoip(['check', '--to', '-', '--severity', 'error', '--json'], { env, stdin: list });
  assert.equal(ran.code, 2, ran.stderr);
  const found = JSON.parse(ran.stdout) as readonly Record<'prefix' | 'code' | 'cidr', string>[];
  assert.deepEqual(
    found.map(({ prefix, code, cidr }) => `${prefix} ${code} ${cidr}`),
    ['10.6.0.0/24 magic-transit-not-default 10.6.0.128/25'],
  );
});

test('a snapshot with one prefix twice is no list of desired bindings and is not compared, and an error has its file', async () => {
  const text = readFileSync(`${cwd}/all.json`, 'utf8');
  const twice = JSON.parse(text) as { prefixes: object[] };
  const [first = {}] = twice.prefixes;
  writeInput(cwd, 'twice.json', JSON.stringify({ ...twice, prefixes: [first, ...twice.prefixes] }));
  const planned = await byoip(['plan', '--to', 'twice.json'], { env, cwd });
  assert.match(planned.stderr, /`twice\.json` has two prefixes 10\.0\.0\.0\/16[\s\S]*code: prefix-ambiguous/);
  const compared = await byoip(['diff', 'twice.json', 'all.json'], { cwd });
  assert.match(compared.stderr, /the prefix 10\.0\.0\.0\/16 twice[\s\S]* {2}code: snapshot-prefix-twice$/m);
  writeInput(cwd, 'cut.json', text.slice(0, -200));
  const cut = await byoip(['diff', 'all.json', 'cut.json'], { cwd });
  assert.match(cut.stderr, /^ {2}in cut\.json:\d+:\d+/m);
  writeInput(cwd, 'bare.json', '[]');
  const bare = await byoip(['diff', 'bare.json', 'all.json'], { cwd });
  assert.match(
    bare.stderr,
    /^byoip: `bare\.json` is a list, not a snapshot\n {2}cure: save one with `byoip snapshot -o FILE`/,
  );
});

test('services are those of the account, of a snapshot, or of the bindings of a list', async () => {
  const sorted = async (args: readonly string[]) =>
    (await byoip(['services', ...args], { env, cwd })).stdout.split('\n').sort();
  writeInput(cwd, 'list.json', (await byoip(['list', '10.5.0.0/24', '--json'], { env })).stdout);
  const live = await sorted([]);
  assert.deepEqual(await sorted(['--from', 'all.json']), live);
  const bound = await byoip(['services', '--from', 'list.json'], { cwd });
  assert.match(bound.stdout, new RegExp(`^Spectrum +${spectrum.id}$`, 'm'));
});
