// `byoip aggregate`: lists in every form, the shortest result, errors with their position.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BINDINGS, byoip, envelope, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const MAGIC = BINDINGS[0].service_id;
const CDN = BINDINGS[1].service_id;
const PREFIX = ['aggregate', '--prefix', '192.0.2.0/24', '--default', MAGIC];

const CSV = `# the shop
target,service_id
192.0.2.16,${CDN}
192.0.2.17,${CDN}
192.0.2.18-192.0.2.31,${CDN}
192.0.2.64/27,${CDN}
`;
const JSON_LIST = JSON.stringify([
  { host: '192.0.2.16', service_id: CDN },
  { range: '192.0.2.17-192.0.2.31', serviceId: CDN },
  { cidr: '192.0.2.64/27', service_id: CDN },
]);
const FOUND = [
  { cidr: '192.0.2.0/24', serviceId: MAGIC },
  { cidr: '192.0.2.16/28', serviceId: CDN },
  { cidr: '192.0.2.64/27', serviceId: CDN },
];

const READ = 'byoip: the list was read as claims: the last entry on an address wins\n';

test('hosts, ranges and blocks give the fewest bindings, and the numbers of the input', async () => {
  const text = await byoip(PREFIX, { stdin: CSV });
  const lines = [
    'CIDR           SERVICE',
    `192.0.2.0/24   ${MAGIC}`,
    `192.0.2.16/28  ${CDN}`,
    `192.0.2.64/27  ${CDN}`,
    '',
    '4 entries read: 7 bindings without aggregation, 3 with it',
    'the list was read as claims: the last entry on an address wins',
  ];
  assert.deepEqual(text, { code: 0, stdout: `${lines.join('\n')}\n`, stderr: '' });
});

test('with a list of services text shows their names; without one, names are compared as they are written', async () => {
  writeInput(
    cwd,
    'services.json',
    JSON.stringify([
      { id: MAGIC, name: 'Magic Transit' },
      { id: CDN, name: 'CDN' },
    ]),
  );
  const args = [...PREFIX.slice(0, -1), 'magic transit', '--services', 'services.json'];
  const stdin = '192.0.2.16,cdn\n192.0.2.17,CDN\n';
  const named = await byoip(args, { cwd, stdin });
  assert.match(named.stdout, /^192\.0\.2\.0\/24 +Magic Transit\n192\.0\.2\.16\/31 +CDN\n/m);
  assert.doesNotMatch(named.stdout, /compared/);
  const ids = await byoip([...args, '--ids'], { cwd, stdin });
  assert.match(ids.stdout, new RegExp(`^192\\.0\\.2\\.16/31 +${CDN}$`, 'm'));
  const unknown = await byoip([...PREFIX, '--json'], { stdin });
  assert.equal((JSON.parse(unknown.stdout) as unknown[]).length, 3);
  assert.match(unknown.stderr, /^byoip: without --services, services are compared as they are written$/m);
});

test('CSV and JSON, from a file and from standard input, are read the same', async () => {
  writeInput(cwd, 'list.csv', CSV);
  writeInput(cwd, 'list.json', JSON_LIST);
  const runs = [
    byoip([...PREFIX, '--json', '--from', 'list.csv'], { cwd }),
    byoip([...PREFIX, '--json', '--from', 'list.json'], { cwd }),
    byoip([...PREFIX, '--json', '--from', '-'], { stdin: CSV }),
    byoip([...PREFIX, '--json'], { stdin: JSON_LIST }),
  ];
  for (const { code, stdout, stderr } of await Promise.all(runs)) {
    assert.deepEqual({ code, found: JSON.parse(stdout), stderr }, { code: 0, found: FOUND, stderr: READ });
  }
});

test('the output is a list that this and other commands read', async () => {
  const once = await byoip([...PREFIX, '--json'], { stdin: CSV });
  const twice = await byoip([...PREFIX, '--json'], { stdin: once.stdout });
  assert.equal(twice.stdout, once.stdout);
  writeInput(cwd, 'least.json', once.stdout);
  const asked = await byoip(['resolve', '192.0.2.20', '--from', 'least.json', '--json'], { cwd });
  const [answer] = JSON.parse(asked.stdout) as [{ owner: { cidr: string } }];
  assert.equal(answer.owner.cidr, '192.0.2.16/28');
});

test('a response of the API is a list too, and its regional bindings are counted', async () => {
  const regional = { id: 'r', cidr: '192.0.2.128/25' };
  const ran = await byoip(PREFIX, { stdin: envelope([...BINDINGS, regional]) });
  assert.equal(ran.code, 0);
  assert.match(
    ran.stdout,
    /^3 entries read \(1 regional ignored\): 3 bindings without aggregation, 3 with it$/m,
  );
});

test('a default-only service is bound only to the prefix', async () => {
  const hole = `192.0.2.0/29,${CDN}\n192.0.2.3,${MAGIC}\n`;
  const free = await byoip([...PREFIX, '--json'], { stdin: hole });
  assert.deepEqual(JSON.parse(free.stdout), [
    { cidr: '192.0.2.0/24', serviceId: MAGIC },
    { cidr: '192.0.2.0/29', serviceId: CDN },
    { cidr: '192.0.2.3/32', serviceId: MAGIC },
  ]);
  const only = await byoip([...PREFIX, '--json', '--default-only', MAGIC], { stdin: hole });
  assert.deepEqual(JSON.parse(only.stdout), [
    { cidr: '192.0.2.0/24', serviceId: MAGIC },
    { cidr: '192.0.2.0/31', serviceId: CDN },
    { cidr: '192.0.2.2/32', serviceId: CDN },
    { cidr: '192.0.2.4/30', serviceId: CDN },
  ]);
  const args = ['aggregate', '--prefix', '192.0.2.0/24', '--default', CDN, '--default-only', MAGIC];
  const refused = await byoip(args, { stdin: hole });
  assert.deepEqual(refused, {
    code: 1,
    stdout: '',
    stderr: [
      `byoip: the service \`${MAGIC}\` can be bound to the whole prefix only`,
      '  in standard input:2:1',
      `    192.0.2.3,${MAGIC}`,
      '    ^^^^^^^^^',
      '  cure: make it the default, or claim these addresses for another service',
      '  code: claim-default-only',
      '',
    ].join('\n'),
  });
});

test('an unreadable list is an error with line, column and fix, in text and JSON', async () => {
  const stdin = `[{"host":"192.0.2.1","service_id":"a"},\n {"host":"192.0.3.1","service_id":"a"}]`;
  const ran = await byoip([...PREFIX, '--json'], { stdin });
  assert.equal(ran.code, 1);
  assert.deepEqual(JSON.parse(ran.stdout), {
    error: {
      code: 'claim-outside-prefix',
      message: '192.0.3.1 is outside the prefix, or partly outside',
      help: 'the prefix ranges from 192.0.2.0 to 192.0.2.255',
      at: { start: 50, end: 59 },
      pointer: '/1',
      source: 'standard input:2:11',
    },
  });
  const empty = await byoip(PREFIX, { stdin: '' });
  assert.equal(empty.code, 1);
  assert.match(empty.stderr, /^ {2}code: json-empty$/m);
});

test('a call with a missing option is a usage error', async () => {
  const cases = [
    [['aggregate', '--default', CDN], 'no prefix is given'],
    [['aggregate', '--prefix', '192.0.2.0/24'], 'no default is given'],
    [[...PREFIX, 'hosts.csv'], '`aggregate` takes only options'],
    [['aggregate', '--prefix', '192.0.2.1/24', '--default', CDN], 'host bits are set in `192.0.2.1/24`'],
  ] as const;
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await byoip(args);
    assert.deepEqual([code, stdout, stderr.split('\n')[0]], [1, '', `byoip: ${message}`]);
  }
});
