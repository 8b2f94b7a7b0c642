// `byoip resolve`: results in order, as text and JSON, from arguments and standard input.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunks, runInProcess } from '../setup/in-process.js';
import { BINDINGS, byoip, envelope, run, shell, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
writeInput(cwd, 'answer.json', envelope(BINDINGS));
writeInput(cwd, 'bare.json', JSON.stringify(BINDINGS));
writeInput(
  cwd,
  'ours.json',
  JSON.stringify(
    BINDINGS.map(({ cidr, service_id, service_name, provisioning: { state } }) => ({
      cidr,
      serviceId: service_id,
      serviceName: service_name,
      state,
    })),
  ),
);
writeInput(
  cwd,
  'snapshot.json',
  JSON.stringify({
    byoip_snapshot: 1,
    account_id: '258def64c72dae45f3e4c8516e2111f2',
    taken_at: '2026-02-20T17:00:00Z',
    services: [],
    prefixes: [
      { prefix: { id: 'p', cidr: '192.0.2.0/24' }, bindings: BINDINGS },
      { prefix: { id: 'q', cidr: '198.51.100.0/24' }, bindings: [] },
    ],
  }),
);

const MAGIC = {
  cidr: '192.0.2.0/24',
  serviceId: '2db684ee7ca04e159946fd05b99e1bcd',
  serviceName: 'Magic Transit',
  bindingId: '0429b49b6a5155297b78e75a44b09e14',
  state: 'active',
};
const CDN = {
  cidr: '192.0.2.16/29',
  serviceId: 'c0de0000000000000000000000000cd1',
  serviceName: 'CDN',
  bindingId: 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f',
  state: 'active',
};

interface Entry {
  readonly address: string;
  readonly owner: { readonly serviceName: string; readonly bindingId: string } | null;
  readonly reason: string;
  readonly error: { readonly code: string };
}

test('the JSON is an array with an entry for each address, in the order asked', async () => {
  const asked = ['198.51.100.7', '192.0.2.20', '192.0.2.1', '192.0.2.17'];
  const ran = await byoip(['resolve', ...asked, '--from', 'answer.json', '--json'], { cwd });
  assert.equal(ran.code, 0);
  assert.equal(ran.stderr, '');
  assert.deepEqual(JSON.parse(ran.stdout), [
    {
      address: '198.51.100.7',
      prefix: null,
      owner: null,
      reason: 'no-binding',
      message: 'no binding covers 198.51.100.7',
      shadowed: [],
      regional: [],
      fallback: null,
      conflicts: [],
    },
    {
      address: '192.0.2.20',
      prefix: null,
      owner: {
        cidr: '192.0.2.20/32',
        serviceId: 'c0de00000000000000000000000005ec',
        serviceName: 'Spectrum',
        bindingId: 'b28d1e305c4f4d7e9fa01b2c3d4e5f60',
        state: 'provisioning',
      },
      reason: 'provisioning',
      message:
        '192.0.2.20 belongs to Spectrum: 192.0.2.20/32 is the most specific binding, but it is provisioning; edges without it still use CDN (192.0.2.16/29)',
      shadowed: ['192.0.2.16/29', '192.0.2.0/24'],
      regional: [],
      fallback: CDN,
      conflicts: [],
    },
    {
      address: '192.0.2.1',
      prefix: null,
      owner: MAGIC,
      reason: 'most-specific',
      message: '192.0.2.1 belongs to Magic Transit: 192.0.2.0/24 is the only binding that covers it',
      shadowed: [],
      regional: [],
      fallback: null,
      conflicts: [],
    },
    {
      address: '192.0.2.17',
      prefix: null,
      owner: CDN,
      reason: 'most-specific',
      message: '192.0.2.17 belongs to CDN: 192.0.2.16/29 is the most specific of 2 bindings that cover it',
      shadowed: ['192.0.2.0/24'],
      regional: [],
      fallback: null,
      conflicts: [],
    },
  ]);
});

test('a response, a bare list, a list in camel case without ids, and a snapshot give the same answers', async () => {
  const owners: unknown[] = [];
  for (const file of ['answer.json', 'bare.json', 'ours.json', 'snapshot.json']) {
    const ran = await byoip(['resolve', '192.0.2.17', '--from', file, '--json'], { cwd });
    assert.equal(ran.code, 0, `${file}: ${ran.stderr}`);
    const [entry] = JSON.parse(ran.stdout) as Entry[];
    assert.equal(entry?.owner?.bindingId, file === 'ours.json' ? '' : CDN.bindingId);
    owners.push({ ...entry?.owner, bindingId: '' });
  }
  assert.deepEqual(owners, Array(4).fill({ ...CDN, bindingId: '' }));
});

test('bindings come from standard input with --from -', async () => {
  const ran = await byoip(['resolve', '192.0.2.17', '--from', '-'], { cwd, stdin: envelope(BINDINGS) });
  assert.equal(ran.code, 0);
  assert.match(ran.stdout, /^192\.0\.2\.17 +CDN +192\.0\.2\.16\/29 +active +over 192\.0\.2\.0\/24$/m);
});

test('addresses come from standard input when none is named, however the lines end', async () => {
  const stdin = '\uFEFF192.0.2.17\r\n\n  2001:DB8::1  \n192.0.2.1';
  const ran = await byoip(['resolve', '--from', 'answer.json', '--json'], { cwd, stdin });
  assert.equal(ran.code, 0);
  const entries = JSON.parse(ran.stdout) as Entry[];
  assert.deepEqual(
    entries.map(({ address }) => address),
    ['192.0.2.17', '2001:db8::1', '192.0.2.1'],
  );
});

test('a line that is cut anywhere between chunks is one line', async () => {
  const whole = new TextEncoder().encode('192.0.2.17\n2001:db8::1\n192.0.2.é\n');
  for (let at = 1; at < whole.length; at++) {
    const stdin = chunks(whole.subarray(0, at), whole.subarray(at));
    const ran = await runInProcess(['resolve', '--from', `${cwd}/answer.json`, '--json'], { stdin });
    const entries = JSON.parse(ran.stdout) as Entry[];
    assert.deepEqual(
      entries.map(({ address }) => address),
      ['192.0.2.17', '2001:db8::1', '192.0.2.é'],
      `cut at ${at}`,
    );
  }
});

test('no address at all is an empty array, and a sentence', async () => {
  const json = await byoip(['resolve', '--from', 'answer.json', '--json'], { cwd });
  assert.deepEqual(json, { code: 0, stdout: '[]\n', stderr: '' });
  const text = await byoip(['resolve', '--from', 'answer.json'], { cwd, stdin: '\n \n' });
  assert.deepEqual(text, { code: 0, stdout: 'no addresses\n', stderr: '' });
});

test('standard input cannot supply both lists', async () => {
  const ran = await byoip(['resolve', '--from', '-'], { cwd });
  assert.equal(ran.code, 1);
  assert.equal(
    ran.stderr,
    [
      'byoip: standard input cannot supply both the bindings and the addresses',
      '  cure: pass the addresses as arguments, or put the bindings into a file',
      '  usage: byoip resolve [ADDRESS…] [--from FILE] [--prefix PREFIX] [--ids] [--json]',
      '',
    ].join('\n'),
  );
});

test('an invalid address is reported at its position, the others are resolved, and the exit code is 1', async () => {
  const args = ['resolve', '192.0.2.17', 'fe80::1%eth0', '192.0.2.1', '--from', 'answer.json'];
  const json = await byoip([...args, '--json'], { cwd });
  assert.equal(json.code, 1);
  const entries = JSON.parse(json.stdout) as Entry[];
  assert.deepEqual(
    entries.map((entry) => entry.owner?.serviceName ?? entry.error.code),
    ['CDN', 'zone-id', 'Magic Transit'],
  );
  assert.deepEqual(entries[1], {
    address: 'fe80::1%eth0',
    error: {
      code: 'zone-id',
      message: 'the address has a zone id, which names an interface of one host',
      help: 'write `fe80::1`',
      cure: 'fe80::1',
      at: { start: 7, end: 12 },
    },
  });
  const text = await byoip(args, { cwd });
  assert.equal(text.code, 1);
  assert.deepEqual(text.stdout.split('\n').slice(1, 4), [
    '192.0.2.17    CDN            192.0.2.16/29  active  over 192.0.2.0/24',
    'fe80::1%eth0  -              -              -       not an address: zone-id',
    '192.0.2.1     Magic Transit  192.0.2.0/24   active',
  ]);
  assert.equal(
    text.stderr,
    [
      'byoip: the address has a zone id, which names an interface of one host',
      '    fe80::1%eth0',
      '           ^^^^^',
      '  cure: write `fe80::1`',
      '  code: zone-id',
      '',
    ].join('\n'),
  );
});

test('without --prefix no address is outside a prefix', async () => {
  const args = ['resolve', '198.51.100.1', '--from', 'answer.json', '--json'];
  const without = JSON.parse((await byoip(args, { cwd })).stdout) as Entry[];
  assert.equal(without[0]?.reason, 'no-binding');
  const within = JSON.parse((await byoip([...args, '--prefix', '192.0.2.0/24'], { cwd })).stdout) as Entry[];
  assert.equal(within[0]?.reason, 'outside-prefix');
});

test('a regional binding owns no address and is named', async () => {
  const regional = [...BINDINGS, { id: 'r', cidr: '192.0.2.200/32' }];
  const over = await byoip(['resolve', '192.0.2.200', '--from', '-'], { stdin: envelope(regional) });
  assert.match(
    over.stdout,
    /^192\.0\.2\.200 +Magic Transit +192\.0\.2\.0\/24 +active +regional: 192\.0\.2\.200\/32$/m,
  );
  const alone = await byoip(['resolve', '192.0.2.200', '--from', '-'], {
    stdin: envelope([{ id: 'r', cidr: '192.0.2.200/32' }]),
  });
  assert.match(alone.stdout, /^192\.0\.2\.200 +- +- +- +only regional bindings: 192\.0\.2\.200\/32$/m);
});

test('a hundred thousand addresses are answered in order, in both forms', async () => {
  const addresses = Array.from({ length: 100_000 }, (_, i) => `192.0.${(i >> 8) & 255}.${i & 255}`);
  const stdin = `${addresses.join('\n')}\n`;
  const json = await byoip(['resolve', '--from', 'answer.json', '--json'], { cwd, stdin });
  assert.equal(json.code, 0);
  const entries = JSON.parse(json.stdout) as Entry[];
  assert.deepEqual(
    entries.map(({ address }) => address),
    addresses,
  );
  assert.equal(entries.filter(({ owner }) => owner !== null).length, 512);
  const text = await byoip(['resolve', '--from', 'answer.json'], { cwd, stdin });
  assert.equal(text.stdout.split('\n').length, 100_000 + 4);
  assert.ok(text.stdout.endsWith('\n\n100,000 addresses: 512 owned, 99,488 without an owner\n'));
});

test('an endless line is an invalid address and is not buffered', async () => {
  async function* endless() {
    // More than one string can hold.
    const much = new Uint8Array(1 << 23).fill(0x31);
    for (let i = 0; i < 70; i++) yield much;
    yield new TextEncoder().encode('\n192.0.2.17\n');
  }
  const ran = await runInProcess(['resolve', '--from', `${cwd}/answer.json`, '--json'], { stdin: endless() });
  const entries = JSON.parse(ran.stdout) as Entry[];
  assert.deepEqual(
    entries.map((entry) => entry.error?.code ?? entry.owner?.serviceName),
    ['text-too-long', 'CDN'],
  );
  assert.ok((entries[0]?.address.length ?? 0) <= 1024);
});

test('a reader that closes the output early is not an error, even while the input continues', async () => {
  const head = await shell(
    `yes 192.0.2.17 | byoip resolve --from answer.json | head -2; echo "\${PIPESTATUS[1]}"`,
    {
      cwd,
    },
  );
  assert.equal(head.stderr, '');
  assert.equal(
    head.stdout,
    'ADDRESS     SERVICE  BINDING        STATE   WHY\n192.0.2.17  CDN      192.0.2.16/29  active  over 192.0.2.0/24\n0\n',
  );
  const json = await shell(
    `yes 192.0.2.17 | byoip resolve --from answer.json --json | head -1; echo "\${PIPESTATUS[1]}"`,
    {
      cwd,
    },
  );
  assert.deepEqual(json, { code: 0, stdout: '[\n0\n', stderr: '' });
});

test('an output that cannot be written is an error', async () => {
  const ran = await shell('byoip resolve 192.0.2.1 --from answer.json > /dev/full', { cwd });
  assert.equal(ran.code, 1);
  assert.equal(
    ran.stderr,
    'byoip: the output cannot be written: ENOSPC\n  cure: check where the output goes\n  code: output-failed\n',
  );
});

test('after an input error the JSON array stays open, so that no parser accepts it', async () => {
  async function* breaking() {
    yield new TextEncoder().encode('192.0.2.17\n'.repeat(2000));
    throw Object.assign(new Error('gone'), { code: 'EIO' });
  }
  const ran = await runInProcess(['resolve', '--from', `${cwd}/answer.json`, '--json'], {
    stdin: breaking(),
  });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /^byoip: `standard input` cannot be read: EIO$/m);
  assert.throws(() => JSON.parse(ran.stdout), SyntaxError);
  assert.ok(!ran.stdout.includes('"error"'));
});

test('the command is a program of its own: executable, with its interpreter named', async () => {
  const ran = await run('dist/cli.js', ['--version']);
  assert.equal(ran.code, 0);
  assert.match(ran.stdout, /^\d+\.\d+\.\d+\n$/);
});
