// `byoip check`: lists and additions, exit codes, the JSON of findings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BINDINGS, byoip, envelope, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const [MAGIC, CDN] = BINDINGS;
writeInput(cwd, 'clean.json', envelope([MAGIC, CDN]));
writeInput(cwd, 'bare.json', envelope([CDN]));
writeInput(cwd, 'services.json', envelope([{ id: MAGIC.service_id, name: 'Magic Transit' }]));
writeInput(
  cwd,
  'bare-services.json',
  JSON.stringify([
    { id: MAGIC.service_id, name: 'Magic Transit' },
    { id: CDN.service_id, name: 'CDN' },
  ]),
);
writeInput(
  cwd,
  'snapshot.json',
  JSON.stringify({
    byoip_snapshot: 1,
    account_id: '258def64c72dae45f3e4c8516e2111f2',
    taken_at: '2026-02-20T17:00:00Z',
    services: [{ id: MAGIC.service_id, name: 'Magic Transit' }],
    prefixes: [
      {
        prefix: { id: 'q', cidr: '2001:db8::/32', approved: 'P' },
        bindings: [{ id: 'x', cidr: '2001:db8::/32' }],
      },
      { prefix: { id: 'p', cidr: '192.0.2.0/24', approved: 'V', advertised: true }, bindings: [MAGIC] },
    ],
  }),
);

const PREFIX = ['--prefix', '192.0.2.0/24'];
const from = (file: string) => ['check', ...PREFIX, '--from', file];

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly cidr: string;
  readonly addition: string | null;
}

async function codes(args: readonly string[]): Promise<readonly string[]> {
  const ran = await byoip([...args, '--json'], { cwd });
  const found = JSON.parse(ran.stdout) as Found[];
  assert.equal(ran.code, found.length > 0 ? 2 : 0, ran.stderr);
  return found.map(({ code }) => code);
}

test('a list that follows the rules has no findings', async () => {
  const text = await byoip(from('clean.json'), { cwd });
  assert.deepEqual(text, { code: 0, stdout: '2 bindings of 192.0.2.0/24: no findings\n', stderr: '' });
  const json = await byoip([...from('clean.json'), '--json'], { cwd });
  assert.deepEqual(json, { code: 0, stdout: '[]\n', stderr: '' });
});

test('a broken rule is a finding with all its fields, and exit code 2', async () => {
  const json = await byoip([...from('bare.json'), '--json'], { cwd });
  assert.equal(json.code, 2);
  assert.deepEqual(JSON.parse(json.stdout), [
    {
      prefix: '192.0.2.0/24',
      code: 'default-missing',
      severity: 'error',
      basis: 'documented',
      cidr: '192.0.2.0/24',
      message: 'there is no binding for the whole prefix 192.0.2.0/24: its other addresses have no service',
      help: 'bind 192.0.2.0/24 itself first',
      replacement: [],
      addition: null,
    },
  ]);
  const text = await byoip(from('bare.json'), { cwd });
  assert.equal(text.code, 2);
  assert.equal(
    text.stdout,
    [
      'error  default-missing  192.0.2.0/24',
      '  there is no binding for the whole prefix 192.0.2.0/24: its other addresses have no service',
      '  cure: bind 192.0.2.0/24 itself first',
      '',
      '1 binding of 192.0.2.0/24: 1 error',
      '',
    ].join('\n'),
  );
});

test('each addition is checked with those before it, without those that have an error', async () => {
  const ran = await byoip(
    [
      ...from('clean.json'),
      ...['--add', `192.0.2.128/25=${CDN.service_id}`],
      ...['--add', `192.0.2.192/26=${CDN.service_id}`],
      ...['--add', `192.0.2.64/26=${MAGIC.service_id}`],
      ...['--add', `192.0.2.64/26=${CDN.service_id}`],
      ...['--add', `192.0.2.64/26=${CDN.service_id}`],
      '--json',
    ],
    { cwd },
  );
  assert.equal(ran.code, 2);
  const found = (JSON.parse(ran.stdout) as Found[]).map(({ code, addition }) => `${code} ${addition}`);
  assert.deepEqual(found, [
    // Within the /25 that was added before it.
    `redundant-binding 192.0.2.192/26=${CDN.service_id}`,
    `magic-transit-not-default 192.0.2.64/26=${MAGIC.service_id}`,
    `redundant-binding 192.0.2.64/26=${MAGIC.service_id}`,
    // The first of the /26 had an error; the second was free to be made, the third is not.
    `duplicate-binding 192.0.2.64/26=${CDN.service_id}`,
  ]);
});

test('a malformed CIDR or an empty service in --add is a finding, not a usage error', async () => {
  assert.deepEqual(await codes([...from('clean.json'), '--add', `192.0.2.9/29=${CDN.service_id}`]), [
    'cidr-malformed',
  ]);
  assert.ok((await codes([...from('clean.json'), '--add', '192.0.2.32/29='])).includes('service-id-empty'));
  const ipv6 = await codes([...from('clean.json'), '--add', `2001:db8::/48=${CDN.service_id}`]);
  assert.deepEqual(ipv6, ['other-family']);
});

test('services tell an unknown id from a known one: an answer, or a bare list', async () => {
  const add = ['--add', `192.0.2.128/25=${CDN.service_id}`];
  assert.deepEqual(await codes([...from('clean.json'), ...add]), []);
  const unknown = await codes([...from('clean.json'), ...add, '--services', 'services.json']);
  assert.deepEqual(unknown, ['service-unknown']);
  assert.deepEqual(await codes([...from('clean.json'), ...add, '--services', 'bare-services.json']), []);
});

test('a snapshot is checked for the given prefix, with its facts about prefix and services', async () => {
  const add = ['--add', `192.0.2.128/25=${CDN.service_id}`];
  assert.deepEqual(await codes(from('snapshot.json')), []);
  assert.ok((await codes([...from('snapshot.json'), ...add])).includes('prefix-advertised'));
  assert.ok((await codes([...from('snapshot.json'), ...add])).includes('service-unknown'));
  const other = await codes(['check', '--prefix', '2001:db8::/32', '--from', 'snapshot.json']);
  assert.deepEqual(other, ['default-missing', 'prefix-not-approved']);
  const none = await byoip(['check', '--prefix', '198.51.100.0/24', '--from', 'snapshot.json'], { cwd });
  assert.equal(none.code, 1);
  assert.equal(
    none.stderr,
    [
      'byoip: the snapshot `snapshot.json` has no prefix that contains 198.51.100.0/24',
      '  cure: the snapshot `snapshot.json` has 2001:db8::/32, 192.0.2.0/24',
      '  code: prefix-not-found',
      '',
    ].join('\n'),
  );
});

test('a snapshot without its prefixes or one of their lists is an error, not an empty list', async () => {
  const prefix = { id: 'p', cidr: '192.0.2.0/24' };
  const broken: readonly (readonly [unknown, string])[] = [
    [{ byoip_snapshot: 1 }, 'envelope-field-missing'],
    [{ byoip_snapshot: 1, prefixes: [{ prefix }] }, 'envelope-field-missing'],
    [{ byoip_snapshot: 1, prefixes: [{ bindings: [] }] }, 'envelope-result-missing'],
    [
      { byoip_snapshot: 1, prefixes: [{ prefix: { ...prefix, cidr: 3 }, bindings: [] }] },
      'envelope-wrong-type',
    ],
    [{ byoip_snapshot: 1, services: 3, prefixes: [{ prefix, bindings: [] }] }, 'envelope-wrong-type'],
    [{ byoip_snapshot: 3, prefixes: [] }, 'envelope-bad-value'],
  ];
  for (const [snapshot, code] of broken) {
    const ran = await byoip([...from('-'), '--json'], { stdin: JSON.stringify(snapshot) });
    assert.equal(ran.code, 1, JSON.stringify(snapshot));
    assert.equal((JSON.parse(ran.stdout) as { error: Found }).error.code, code, JSON.stringify(snapshot));
  }
});

test('notes count, unless --severity leaves them out', async () => {
  const noted = envelope([MAGIC, CDN, { ...CDN, id: 'n', cidr: '192.0.2.20/32' }]);
  writeInput(cwd, 'noted.json', noted);
  assert.deepEqual(await codes(from('noted.json')), ['redundant-binding']);
  assert.deepEqual(await codes([...from('noted.json'), '--severity', 'note']), ['redundant-binding']);
  assert.deepEqual(await codes([...from('noted.json'), '--severity', 'warning']), []);
  const text = await byoip([...from('noted.json'), '--severity', 'error'], { cwd });
  assert.deepEqual(text, {
    code: 0,
    stdout: '3 bindings of 192.0.2.0/24: no findings (1 less serious not shown)\n',
    stderr: '',
  });
  const warned = ['--add', '192.0.2.128/25=abcdefabcdefabcdefabcdefabcdefab'];
  assert.deepEqual(await codes([...from('clean.json'), ...warned, '--severity', 'warning']), [
    'service-opaque',
  ]);
  assert.deepEqual(await codes([...from('clean.json'), ...warned, '--severity', 'error']), []);
});

test('a missing or wrong option is a usage error', async () => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [
      [...from('clean.json'), '--add', '192.0.2.0/29'],
      '`--add` is `192.0.2.0/29`',
      'write --add BLOCK=SERVICE',
    ],
    [
      [...from('clean.json'), '--severity', 'bad'],
      '`--severity` is `bad`',
      'write one of error, warning, note',
    ],
    [
      [...from('clean.json'), '192.0.2.0/29'],
      '`check` takes only options',
      'pass bindings with --from FILE, and additions with --add BLOCK=SERVICE',
    ],
    [
      [...from('-'), '--services', '-'],
      'standard input can supply only one list',
      'put the others into files',
    ],
  ];
  for (const [args, message, cure] of cases) {
    const ran = await byoip(args, { cwd });
    assert.equal(ran.code, 1, args.join(' '));
    assert.deepEqual(ran.stderr.split('\n').slice(0, 2), [`byoip: ${message}`, `  cure: ${cure}`]);
    assert.match(ran.stderr, /^ {2}usage: byoip check \[--prefix PREFIX\] \[--from FILE\] /m);
    assert.equal(ran.stdout, '');
  }
});

test('a prefix with host bits is an error with the position underlined', async () => {
  const ran = await byoip(['check', '--prefix', '192.0.2.1/24', '--from', 'clean.json'], { cwd });
  assert.equal(ran.code, 1);
  assert.equal(
    ran.stderr,
    [
      'byoip: host bits are set in `192.0.2.1/24`',
      '  in --prefix',
      '    192.0.2.1/24',
      '    ^^^^^^^^^^^^',
      '  cure: did you mean `192.0.2.0/24`?',
      '  code: host-bits-set',
      '',
    ].join('\n'),
  );
});

test('an invalid list of services is an error with its position in the file', async () => {
  writeInput(cwd, 'bad-services.json', '[\n{"id":"a","name":3}]');
  const ran = await byoip([...from('clean.json'), '--services', 'bad-services.json'], { cwd });
  assert.equal(ran.code, 1);
  assert.equal(
    ran.stderr,
    [
      'byoip: expected a string, found a number',
      '  in bad-services.json:2:18  at /0/name',
      '    {"id":"a","name":3}]',
      '                     ^',
      '  cure: check that this is the answer of that operation; the API may have changed',
      '  code: envelope-wrong-type',
      '',
    ].join('\n'),
  );
  const failure = {
    success: false,
    errors: [{ code: 10000, message: 'Authentication error' }],
    messages: [],
    result: null,
  };
  writeInput(cwd, 'failed.json', JSON.stringify(failure));
  const refused = await byoip([...from('clean.json'), '--services', 'failed.json'], { cwd });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /contains an error of the API, not a list: 10000 Authentication error/);
});
