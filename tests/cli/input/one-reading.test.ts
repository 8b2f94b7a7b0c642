// A list has one meaning: the same owners in every command and any order of its lines, or an error in every command.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from 'byoip';
import { runInProcess } from '../setup/in-process.js';
import { BINDINGS, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const [MAGIC = '', CDN = '', SPECTRUM = ''] = BINDINGS.map(({ service_id }) => service_id);
const PREFIX = '192.0.2.0/24';
const WHOLE = { cidr: PREFIX, service_id: MAGIC };
const PARTS = [
  { cidr: '192.0.2.0/25', service_id: CDN },
  { cidr: '192.0.2.0/31', service_id: SPECTRUM },
  { cidr: '192.0.2.1/32', service_id: CDN },
  { cidr: '192.0.2.1/32', service_id: SPECTRUM },
  { cidr: '192.0.2.128/25', service_id: SPECTRUM },
] as const;
/** One address of every run that these blocks can make. */
const PROBES = ['192.0.2.0', '192.0.2.1', '192.0.2.2', '192.0.2.200'];
const services = JSON.stringify(BINDINGS.map((b) => ({ id: b.service_id, name: b.service_name })));
writeInput(cwd, 'services.json', services);

type Entry = (typeof PARTS)[number] | typeof WHOLE;

/** Every order of a list. */
function orders<T>(list: readonly T[]): readonly (readonly T[])[] {
  if (list.length < 2) return [list];
  return list.flatMap((first, at) =>
    orders(list.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}

/** Lists of the whole prefix and up to two parts. */
const LISTS: readonly (readonly Entry[])[] = PARTS.flatMap((one, at) => [
  [WHOLE, one],
  ...PARTS.slice(at).map((other) => [WHOLE, one, other]),
]);

const isConflict = (list: readonly Entry[]): boolean =>
  list.some(({ cidr, service_id }) =>
    list.some((other) => other.cidr === cidr && other.service_id !== service_id),
  );

interface Run {
  readonly first: string;
  readonly last: string;
  readonly serviceId: string | null;
}

const number = (address: string): number => Number(address.split('.').at(-1));

const ownersOf = (runs: readonly Run[]): readonly (string | null | undefined)[] =>
  PROBES.map((probe) => {
    const at = number(probe);
    return runs.find(({ first, last }) => number(first) <= at && at <= number(last))?.serviceId;
  });

async function json<T>(args: readonly string[]): Promise<T> {
  const { stdout, stderr } = await runInProcess([...args, '--json']);
  assert.doesNotMatch(stderr, /code:/, args.join(' '));
  return JSON.parse(stdout) as T;
}

async function resolved(file: string): Promise<readonly (string | undefined)[]> {
  const answers = await json<readonly { readonly owner: { readonly serviceId: string } | null }[]>([
    'resolve',
    ...PROBES,
    '--from',
    file,
  ]);
  return answers.map(({ owner }) => owner?.serviceId);
}

test('resolve, aggregate, plan, diff and map give every address of a list the same service, in any order of the list', async () => {
  for (const list of LISTS.filter((one) => !isConflict(one))) {
    const expected: (readonly unknown[])[] = [];
    for (const order of orders(list)) {
      const about = JSON.stringify(order);
      writeInput(cwd, 'list.json', about);
      writeInput(
        cwd,
        'list.csv',
        order.map((entry) => `${entry.cidr.replace('/32', '')},${entry.service_id}\n`).join(''),
      );
      const [file, csv] = [`${cwd}/list.json`, `${cwd}/list.csv`];
      const owners = await resolved(file);
      expected.push(owners);
      assert.deepEqual(owners, expected[0], about);
      for (const to of [file, csv]) {
        const { stdout, stderr } = await runInProcess([
          ...['aggregate', '--prefix', PREFIX, '--default', MAGIC, '--from', to, '--json'],
        ]);
        assert.match(stderr, /read as bindings/);
        writeInput(cwd, 'least.json', stdout);
        assert.deepEqual(await resolved(`${cwd}/least.json`), owners, `aggregate ${about}`);
        const task = ['--prefix', PREFIX, '--from', file, '--to', to, '--services', `${cwd}/services.json`];
        const plan = await json<Plan & { readonly readAs: string }>(['plan', ...task]);
        assert.deepEqual([plan.readAs, plan.steps], ['bindings', []], `plan ${about}`);
        const fewest = await json<Plan>(['plan', ...task, '--default', MAGIC]);
        assert.equal(fewest.impact.changed, '0', `plan --default ${about}`);
        const diff = await json<{ readonly added: unknown; readonly removed: unknown }>(['diff', ...task]);
        assert.deepEqual([diff.added, diff.removed], [[], []], `diff ${about}`);
        const map = await json<{ readonly before: readonly Run[]; readonly after: readonly Run[] }>([
          'map',
          ...task,
        ]);
        assert.deepEqual([ownersOf(map.before), ownersOf(map.after)], [owners, owners], `map ${about}`);
      }
    }
  }
});

test('two services for one block are refused by every command, with both places, in any order of the list', async () => {
  for (const list of LISTS.filter(isConflict)) {
    for (const order of orders(list)) {
      const about = JSON.stringify(order);
      writeInput(cwd, 'twice.json', about);
      writeInput(cwd, 'whole.json', JSON.stringify([WHOLE]));
      const [file, whole] = [`${cwd}/twice.json`, `${cwd}/whole.json`];
      const of = ['--prefix', PREFIX];
      const runs = [
        [['resolve', '192.0.2.1', '--from', file], 'binding-conflict'],
        [['aggregate', ...of, '--default', MAGIC, '--from', file], 'desired-conflict'],
        [['plan', ...of, '--from', file, '--to', whole], 'binding-conflict'],
        [['plan', ...of, '--from', whole, '--to', file], 'desired-conflict'],
        [['plan', ...of, '--from', whole, '--to', file, '--default', MAGIC], 'desired-conflict'],
        [['diff', ...of, '--from', whole, '--to', file], 'desired-conflict'],
        [['map', ...of, '--from', file], 'binding-conflict'],
        [['map', ...of, '--from', whole, '--to', file], 'desired-conflict'],
      ] as const;
      for (const [args, code] of runs) {
        const { code: exit, stderr } = await runInProcess(args);
        assert.equal(exit, 1, `${args[0]} ${about}`);
        assert.match(stderr, new RegExp(`code: ${code}`), `${args[0]} ${about}`);
        assert.match(stderr, new RegExp(`${CDN}.*${SPECTRUM}|${SPECTRUM}.*${CDN}`), `${args[0]} ${about}`);
        assert.match(stderr, code === 'desired-conflict' ? /at \/\d.* at \/\d/ : /entry \d.* entry \d/);
      }
    }
  }
});

test('--claims and a range both make a list of claims, and each output tells so', async () => {
  writeInput(cwd, 'blocks.csv', `192.0.2.1,${SPECTRUM}\n192.0.2.0/25,${CDN}\n`);
  writeInput(cwd, 'ranges.csv', `192.0.2.1,${SPECTRUM}\n192.0.2.0-192.0.2.127,${CDN}\n`);
  writeInput(cwd, 'now.json', JSON.stringify([WHOLE, { cidr: '192.0.2.128/25', service_id: CDN }]));
  const of = ['--prefix', PREFIX];
  const services = ['--services', `${cwd}/services.json`];
  for (const list of [['blocks.csv', '--claims'], ['ranges.csv']]) {
    const [file = '', ...word] = list;
    const to = ['--from', `${cwd}/now.json`, '--to', `${cwd}/${file}`, ...word, ...services];
    const plan = await json<Plan & { readonly readAs: string }>(['plan', ...of, ...to, '--default', MAGIC]);
    assert.equal(plan.readAs, 'claims');
    // The last one wins: nothing is left for Spectrum.
    assert.ok(!plan.steps.some((step) => step.op === 'create' && step.serviceId === SPECTRUM));
    for (const args of [
      ['plan', ...of, ...to],
      ['diff', ...of, ...to],
      ['map', ...of, ...to],
    ]) {
      const { stdout, stderr } = await runInProcess(args);
      assert.match(args[0] === 'map' ? stderr : stdout, /--to was read as claims/, args.join(' '));
      assert.equal((await json<{ readonly readAs: string }>(args)).readAs, 'claims');
    }
    const least = ['aggregate', ...of, '--default', MAGIC, '--from', `${cwd}/${file}`, ...word];
    assert.match((await runInProcess(least)).stdout, /the list was read as claims/);
  }
});

test('a list of hosts needs a default, and does not use the current one', async () => {
  writeInput(cwd, 'hosts.csv', `192.0.2.1,${CDN}\n`);
  writeInput(cwd, 'whole.json', JSON.stringify([WHOLE, { cidr: '192.0.2.9/32', service_id: CDN }]));
  const args = ['plan', '--prefix', PREFIX, '--from', `${cwd}/whole.json`, '--to', `${cwd}/hosts.csv`];
  const { code, stderr } = await runInProcess(args);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /cure: pass --default SERVICE, or add the line 192\.0\.2\.0\/24,SERVICE\n {2}code: default-unknown/,
  );
  const plan = await json<Plan>([...args, '--default', MAGIC]);
  assert.deepEqual(
    plan.steps.flatMap((step) => (step.op === 'wait' ? [] : [`${step.op} ${step.cidr}`])),
    ['create 192.0.2.1/32', 'delete 192.0.2.9/32'],
  );
});

test('an unknown column or field is refused by name, since it could change the meaning of an entry', async () => {
  writeInput(cwd, 'now.json', JSON.stringify([WHOLE, { cidr: '192.0.2.16/29', service_id: CDN }]));
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [`target,mask,service_id\n192.0.2.16,29,${CDN}\n`, 'desired-field-unknown', /`mask`/],
    [JSON.stringify([WHOLE, { cidr: '192.0.2.16/29', serviceId: null }]), 'desired-service-null', /at \/1/],
    [
      JSON.stringify([WHOLE, { id: 'x', cidr: '192.0.2.16/29', serviceId: null }]),
      'desired-regional',
      /the entry for 192\.0\.2\.16\/29 has no service/,
    ],
    [`${PREFIX},${MAGIC}\n192.0.2.64,DE\n`, 'service-name-unknown', /no service is called `DE`/],
    [`${PREFIX},${MAGIC}\n192.0.2.64,${CDN.slice(0, -1)}2\n`, 'desired-illegal', /did you mean `CDN`/],
    [
      `cidr,service_id,service_name\n${PREFIX},${MAGIC},CDN\n`,
      'service-name-conflict',
      /is called `CDN` here/,
    ],
  ];
  for (const [text, expected, said] of cases) {
    writeInput(cwd, 'wanted', text);
    for (const command of ['plan', 'diff'] as const) {
      const { code, stdout, stderr } = await runInProcess([
        ...[command, '--prefix', PREFIX, '--from', `${cwd}/now.json`, '--to', `${cwd}/wanted`],
        ...['--services', `${cwd}/services.json`],
      ]);
      assert.deepEqual([code, stdout], [1, ''], `${command} ${text}`);
      assert.match(stderr, new RegExp(`code: ${expected}`), text);
      assert.match(stderr, said, text);
    }
  }
  const lifted = [
    ...['plan', '--prefix', PREFIX, '--from', `${cwd}/now.json`, '--to', `${cwd}/unknown.csv`],
    ...['--allow-unknown-services', '--json'],
  ];
  writeInput(cwd, 'unknown.csv', `${PREFIX},${MAGIC}\n192.0.2.16/29,${CDN}\n192.0.2.64,${'d'.repeat(32)}\n`);
  const { stdout } = await runInProcess(lifted);
  assert.equal((JSON.parse(stdout) as Plan).steps[0]?.op, 'create');
});

test('ids in upper case are the same services', async () => {
  writeInput(cwd, 'now.json', JSON.stringify([WHOLE, { cidr: '192.0.2.16/29', service_id: CDN }]));
  writeInput(cwd, 'upper.csv', `${PREFIX},${MAGIC.toUpperCase()}\n192.0.2.16/29,${CDN.toUpperCase()}\n`);
  const { code, stdout } = await runInProcess([
    ...['plan', '--prefix', PREFIX, '--from', `${cwd}/now.json`, '--to', `${cwd}/upper.csv`],
  ]);
  assert.equal(code, 0);
  assert.match(stdout, /no changes/);
});

test('names in the desired list reach the rules: no part is bound to Magic Transit', async () => {
  writeInput(cwd, 'now.json', JSON.stringify([{ cidr: PREFIX, service_id: CDN }]));
  const named = [
    { cidr: PREFIX, service_id: CDN, service_name: 'CDN' },
    { cidr: '192.0.2.16/28', service_id: MAGIC, service_name: 'Magic Transit' },
  ];
  writeInput(cwd, 'named.json', JSON.stringify(named));
  writeInput(
    cwd,
    'named.csv',
    `cidr,service_id,service_name\n${named.map((one) => Object.values(one).join(',')).join('\n')}\n`,
  );
  for (const file of ['named.json', 'named.csv']) {
    for (const command of ['plan', 'diff'] as const) {
      const { code, stderr } = await runInProcess([
        ...[command, '--prefix', PREFIX, '--from', `${cwd}/now.json`, '--to', `${cwd}/${file}`],
      ]);
      assert.equal(code, 1, `${command} ${file}`);
      assert.match(stderr, /magic-transit-not-default/);
    }
    const aggregated = ['plan', '--prefix', PREFIX, '--from', `${cwd}/now.json`, '--to', `${cwd}/${file}`];
    assert.match((await runInProcess([...aggregated, '--default', CDN])).stderr, /claim-default-only/);
  }
  const checked = await runInProcess(['check', '--prefix', PREFIX, '--from', `${cwd}/named.json`]);
  assert.match(checked.stdout, /magic-transit-not-default/);
});

test('a current binding with its service in another field is refused, not read as regional', async () => {
  const to = JSON.stringify([{ cidr: PREFIX, service_id: MAGIC }]);
  writeInput(cwd, 'to.json', to);
  for (const field of ['service', 'service_name', 'target']) {
    writeInput(
      cwd,
      'unread.json',
      JSON.stringify([
        { cidr: PREFIX, service_id: MAGIC },
        { cidr: '192.0.2.0/25', [field]: 'CDN' },
      ]),
    );
    const of = ['--prefix', PREFIX, '--from', `${cwd}/unread.json`];
    for (const args of [
      ['plan', ...of, '--to', `${cwd}/to.json`],
      ['diff', ...of, '--to', `${cwd}/to.json`],
      ['check', ...of],
      ['resolve', '192.0.2.1', ...of],
      ['map', ...of],
    ]) {
      const { code, stdout, stderr } = await runInProcess(args);
      assert.deepEqual([code, stdout], [1, ''], `${args[0]} ${field}`);
      assert.match(
        stderr,
        /entry 2 of .*192\.0\.2\.0\/25[\s\S]*binding-service-unread/,
        `${args[0]} ${field}`,
      );
    }
  }
});
