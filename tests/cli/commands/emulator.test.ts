// `byoip emulator`: start and end, the state file, and other commands with it.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Byoip } from 'byoip';
import { SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import { bind, cwd, listBindings, start } from '../setup/emulator-process.js';
import { runInProcess } from '../setup/in-process.js';
import { byoip, writeInput } from '../setup/run-command.js';

test('its only line is its address, and both signals end it with exit code 0', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const running = await start('--port', '0');
    assert.match(running.first, /^listening on http:\/\/127\.0\.0\.1:\d+\/client\/v4$/);
    assert.equal((await fetch(`${running.url}/nothing`)).status, 400);
    assert.deepEqual(await running.stop(signal), { code: 0, stdout: `${running.first}\n` });
    assert.equal(running.said(), '');
  }
});

test('with --json the line is a document', async () => {
  const running = await start('--port', '0', '--json');
  const place = JSON.parse(running.first) as { url: string; port: number; accounts: unknown };
  assert.equal(place.url, `http://127.0.0.1:${place.port}/client/v4`);
  assert.deepEqual(place.accounts, [{ id: SEED_ACCOUNT_ID, prefixes: [SEED_PREFIXES.v4, SEED_PREFIXES.v6] }]);
  await running.stop();
});

test('it accepts any credentials, from the client and from the commands', async () => {
  const running = await start('--port', '0');
  for (const token of ['a', 'whatever-it-is']) {
    const client = new Byoip({ apiToken: token, accountId: SEED_ACCOUNT_ID, baseURL: running.url });
    assert.equal((await client.addressing.services.list()).length, 3);
  }
  const ran = await byoip(['list'], {
    env: {
      CLOUDFLARE_BASE_URL: running.url,
      CLOUDFLARE_EMAIL: 'a@example.com',
      CLOUDFLARE_API_KEY: 'k',
      CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
    },
  });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /^2 prefixes, 8 bindings, 1 regional, 1 not active yet$/m);
  await running.stop();
});

test('it saves its state in a file after each write, completely, and continues after a restart', async () => {
  const args = ['--port', '0', '--state', 'kept.json'];
  const first = await start(...args);
  assert.ok(existsSync(`${cwd}/kept.json`), 'it is written at the start');
  assert.equal((await bind(first, '192.0.2.64/26', SEED_SERVICES.cdn.id)).status, 201);
  const kept = JSON.parse(readFileSync(`${cwd}/kept.json`, 'utf8')) as { byoip_emulator_state: number };
  assert.equal(kept.byoip_emulator_state, 1);
  assert.ok(
    JSON.stringify(kept).includes('"192.0.2.64/26"'),
    'the write is in the file before it is answered',
  );
  first.child.kill('SIGKILL');
  await once(first.child, 'close');
  const second = await start(...args);
  const expected = ['192.0.2.0/24 active', '192.0.2.1/32 active', '192.0.2.64/26 provisioning'];
  assert.deepEqual(await listBindings(second), expected);
  assert.equal((await second.stop()).code, 0);
  const third = await start(...args);
  assert.deepEqual(await listBindings(third), expected);
  await third.stop();
  assert.deepEqual(
    readdirSync(cwd).filter((name) => name.startsWith('kept.json')),
    ['kept.json'],
  );
});

test('--delay is the time to active, in seconds', async () => {
  const at = await start('--port', '0', '--delay', '0');
  await bind(at, '192.0.2.64/26', SEED_SERVICES.cdn.id);
  assert.ok((await listBindings(at)).includes('192.0.2.64/26 active'));
  await at.stop();
  const soon = await start('--port', '0', '--delay', '0.5');
  await bind(soon, '192.0.2.64/26', SEED_SERVICES.cdn.id);
  const deadline = Date.now() + 30_000;
  while (!(await listBindings(soon)).includes('192.0.2.64/26 active'))
    assert.ok(Date.now() < deadline, 'never active');
  await soon.stop();
});

test('--profile decides what the API does not document', async () => {
  const remove = async (...args: readonly string[]) => {
    const running = await start('--port', '0', ...args);
    const path = `${running.url}/accounts/${SEED_ACCOUNT_ID}/addressing/prefixes/${SEED_PREFIXES.v4.id}/bindings`;
    const response = await fetch(`${path}/0429b49b6a5155297b78e75a44b09e14`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer anything' },
    });
    const { success } = (await response.json()) as { success: boolean };
    await running.stop();
    return success;
  };
  assert.equal(await remove(), false);
  assert.equal(await remove('--profile', 'strict'), false);
  assert.equal(await remove('--profile', 'lenient'), true);
});

test('a port in use is an error where it was requested; without a request another port is used', async () => {
  const squatter = createServer();
  squatter.listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { port: number };
  const ran = await byoip(['emulator', '--port', String(port)]);
  assert.deepEqual(ran, {
    code: 1,
    stdout: '',
    stderr: `byoip: cannot listen on \`127.0.0.1\`, port ${port}: EADDRINUSE\n  cure: pass --port 0 for any free port\n  code: cannot-listen\n`,
  });
  squatter.close();
  const one = await start();
  const two = await start();
  assert.notEqual(one.url, two.url);
  await one.stop();
  await two.stop();
});

test('a host that other machines can reach is a warning, an unknown one an error', async () => {
  const open = await start('--port', '0', '--host', '0.0.0.0');
  assert.match(open.first, /^listening on http:\/\/127\.0\.0\.1:\d+\/client\/v4$/);
  assert.equal((await listBindings(open)).length, 2);
  await open.stop();
  assert.equal(
    open.said(),
    'byoip: anyone who can reach this port can read and change the emulated account\n',
  );
  const v6 = await start('--port', '0', '--host', '::1');
  assert.match(v6.first, /^listening on http:\/\/\[::1\]:\d+\/client\/v4$/);
  assert.equal((await listBindings(v6)).length, 2);
  await v6.stop();
  for (const host of ['::', '[::]', '0:0::0']) {
    const all = await start('--port', '0', '--host', host);
    assert.match(all.first, /^listening on http:\/\/\[::1\]:\d+\/client\/v4$/, host);
    assert.equal((await listBindings(all)).length, 2);
    await all.stop();
  }
  const none = await byoip(['emulator', '--port', '0', '--host', '192.0.2.1']);
  assert.equal(none.code, 1);
  assert.match(
    none.stderr,
    /^byoip: cannot listen on `192\.0\.2\.1`, port 0: EADDRNOTAVAIL\n {2}cure: check --host and --port\n/,
  );
});

test('invalid numbers and choices are usage errors', async () => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [['--port', '65536'], '`--port` is `65536`', 'write a whole number from 0 to 65535, in decimal'],
    [['--port', '1.5'], '`--port` is `1.5`', 'write a whole number from 0 to 65535, in decimal'],
    [['--port', '0x10'], '`--port` is `0x10`', 'write a whole number from 0 to 65535, in decimal'],
    [['--port=-1'], '`--port` is `-1`', 'write a whole number from 0 to 65535, in decimal'],
    [['--delay', 'soon'], '`--delay` is `soon`', 'write a number from 0 to 1000000000, in decimal'],
    [['--delay', '1e3'], '`--delay` is `1e3`', 'write a number from 0 to 1000000000, in decimal'],
    [['--profile', 'Strict'], '`--profile` is `Strict`', 'write one of strict, lenient'],
    [['--bgp-delay', 'x'], '`--bgp-delay` is `x`', 'write a number from 0 to 1000000000, in decimal'],
    [
      ['--lag-writes', '1.5'],
      '`--lag-writes` is `1.5`',
      'write a whole number from 0 to 1000000000, in decimal',
    ],
    [['--lag-seconds', 'x'], '`--lag-seconds` is `x`', 'write a number from 0 to 1000000000, in decimal'],
    [['--rate-limit', '0'], '`--rate-limit` is `0`', 'write a whole number from 1 to 1000000000, in decimal'],
    [['--id-seed', 'x'], '`--id-seed` is `x`', 'write a whole number from 0 to 1000000000, in decimal'],
    [['--deletions', 'soon'], '`--deletions` is `soon`', 'write one of at-once, linger'],
    [['now'], '`emulator` takes only options', 'remove the other arguments'],
  ];
  for (const [args, message, cure] of cases) {
    const ran = await byoip(['emulator', ...args]);
    assert.equal(ran.code, 1, args.join(' '));
    assert.deepEqual(ran.stderr.split('\n').slice(0, 2), [`byoip: ${message}`, `  cure: ${cure}`]);
    assert.equal(ran.stdout, '');
  }
});

test('a state file can contain stuck bindings and Magic routes', async () => {
  const made = await start('--port', '0', '--state', 'routes.json');
  await made.stop();
  const plain = readFileSync(`${cwd}/routes.json`, 'utf8');
  const stuck = plain
    .replace('"services"', '"magicRoutes": [], "services"')
    .replace(/("cidr":"192\.0\.2\.1\/32",)/, '$1 "stuck": "waiting_for_review",');
  writeInput(cwd, 'routes.json', stuck);
  const again = await start('--port', '0', '--state', 'routes.json');
  const where = `accounts/${SEED_ACCOUNT_ID}/addressing/prefixes/${SEED_PREFIXES.v4.id}/bindings`;
  const answer = await fetch(`${again.url}/${where}`, { headers: { authorization: 'Bearer any' } });
  const { result } = (await answer.json()) as { result: readonly { provisioning: { state: string } }[] };
  await again.stop();
  assert.deepEqual(
    result.map(({ provisioning }) => provisioning.state),
    ['magic_transit_route_missing', 'waiting_for_review'],
  );
});

test('an invalid state file is refused with the position, and stays unchanged', async () => {
  const made = await start('--port', '0', '--state', 'sound.json');
  await made.stop();
  const sound = readFileSync(`${cwd}/sound.json`, 'utf8');
  const cases: readonly (readonly [string, string, string])[] = [
    ['', 'the top', 'JSON'],
    ['<html>', 'the top', 'JSON'],
    ['[]', 'the top', 'an object'],
    ['{}', '`/byoip_emulator_state`', 'version 1 (found none)'],
    ['{"byoip_emulator_state":2}', '`/byoip_emulator_state`', 'version 1 (found 2)'],
    ['{"byoip_emulator_state":1}', '`/accounts`', 'a list'],
    ['{"byoip_emulator_state":1,"accounts":[3]}', '`/accounts/0`', 'an object'],
    ['{"byoip_emulator_state":1,"accounts":[],"idsMade":"1"}', '`/idsMade`', 'a whole number'],
    [
      sound.replace('"cidr":"192.0.2.1/32"', '"cidr":"192.0.2.1/24"'),
      '`/accounts/0/prefixes/0/bindings/1/cidr`',
      'a CIDR block without host bits',
    ],
    [
      sound.replace(/"activeAt":\d+/, '"activeAt": 9e99'),
      '`/accounts/0/prefixes/0/bindings/0/activeAt`',
      'milliseconds since 1970',
    ],
    [
      sound.replace('"advertised":true', '"advertised": 1'),
      '`/accounts/0/prefixes/0/bgpPrefixes/0/advertised`',
      'true or false or null',
    ],
    [
      sound.replace('"activeAt"', '"stuck": 3, "activeAt"'),
      '`/accounts/0/prefixes/0/bindings/0/stuck`',
      'text',
    ],
    [
      sound.replace('"services"', '"magicRoutes": ["192.0.2.1/24"], "services"'),
      '`/accounts/0/magicRoutes/0`',
      'a CIDR block without host bits',
    ],
  ];
  for (const [content, where, expected] of cases) {
    assert.notEqual(content, sound);
    writeInput(cwd, 'bad.json', content);
    const ran = await byoip(['emulator', '--port', '0', '--state', 'bad.json'], { cwd });
    assert.equal(ran.code, 1, content.slice(0, 60));
    assert.equal(ran.stdout, '');
    assert.equal(
      ran.stderr.split('\n')[0],
      `byoip: the state file \`bad.json\` is not a state of the emulator: expected ${expected} at ${where}`,
    );
    assert.match(ran.stderr, /^ {2}code: state-malformed$/m);
    assert.equal(readFileSync(`${cwd}/bad.json`, 'utf8'), content);
  }
  const again = await start('--port', '0', '--state', 'sound.json');
  await again.stop();
  const withoutTime = (text: string) => text.replace(/"now":\d+/, '');
  assert.equal(
    withoutTime(readFileSync(`${cwd}/sound.json`, 'utf8')),
    withoutTime(sound),
    'apart from the time, a good one is the same after a look',
  );
});

test('an impossible path of the state file is an error before the emulator listens', async () => {
  const ran = await byoip(['emulator', '--port', '0', '--state', 'no/such/folder.json'], { cwd });
  assert.deepEqual(ran, {
    code: 1,
    stdout: '',
    stderr:
      'byoip: the state file `no/such/folder.json` cannot be written: ENOENT\n  cure: name a file in a folder that exists and that you may write to\n  code: state-unwritable\n',
  });
  const folded = await byoip(['emulator', '--port', '0', '--state', '.'], { cwd });
  assert.equal(folded.code, 1);
  assert.match(folded.stderr, /^byoip: the state file `\.` cannot be read: EISDIR$/m);
});

test('on a terminal the emulator prints how to use it', async () => {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const running = runInProcess(['emulator', '--port', '0'], {
    terminal: true,
    untilStopped: () => {
      setTimeout(stop, 0);
      return stopped;
    },
  });
  const { code, stdout, stderr } = await running;
  assert.equal(code, 0);
  const url = /^listening on (.*)\n$/.exec(stdout)?.[1];
  assert.ok(stderr.includes(`  export CLOUDFLARE_BASE_URL=${url}\n`), stderr);
  assert.ok(stderr.includes('  export CLOUDFLARE_API_TOKEN=emulator\n'), stderr);
  assert.ok(stderr.includes(`  export CLOUDFLARE_ACCOUNT_ID=${SEED_ACCOUNT_ID}\n`), stderr);
});
