// `byoip apply --worker` and `byoip status --worker`, with a Worker in workerd behind a stand-in for Access.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { rehearsalSeed, SEED_ACCOUNT_ID, SEED_SERVICES } from 'byoip/emulator';
import { BRING, deploy } from '../../worker/deployment.js';
import { openSite, PREFIX, type Site } from '../../worker/run-deployment.js';
import { type InProcessOptions, type InProcessResult, runInProcess } from '../setup/in-process.js';

const SERVICE_TOKEN = { CF_ACCESS_CLIENT_ID: 'job.access', CF_ACCESS_CLIENT_SECRET: 'canary-5d1e0c' };
const ADD = ['apply', '--add', `192.0.2.64/28=${SEED_SERVICES.cdn.name}`];

let site: Site;
let folder: string;
before(async () => {
  site = await openSite();
  folder = await mkdtemp(join(tmpdir(), 'byoip-apply-worker-'));
});
after(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

/** The edge of Access: it knows one service token, and sends others to its sign-in page. */
const accessOf =
  (at: () => Site): NonNullable<InProcessOptions['fetch']> =>
  async (input, init) => {
    const {
      'cf-access-client-id': id,
      'cf-access-client-secret': secret,
      ...headers
    } = { ...(init?.headers as Record<string, string>) };
    if (id !== SERVICE_TOKEN.CF_ACCESS_CLIENT_ID || secret !== SERVICE_TOKEN.CF_ACCESS_CLIENT_SECRET)
      return new Response(null, { status: 302, headers: { location: 'https://team.example/sign-in' } });
    const claims = { email: undefined, common_name: 'job.access' };
    return fetch(input as string, {
      ...(init as RequestInit),
      headers: { ...headers, ...(await at().team.signedIn(undefined, claims)) },
    });
  };

async function run(
  args: readonly string[],
  options: InProcessOptions = {},
  at = site,
): Promise<InProcessResult> {
  const url = at.worker().url.href;
  const result = await runInProcess([...args, '--worker', url], {
    env: SERVICE_TOKEN,
    fetch: accessOf(() => at),
    ...options,
  });
  assert.ok(!`${result.stdout}${result.stderr}`.includes(SERVICE_TOKEN.CF_ACCESS_CLIENT_SECRET));
  return result;
}

const idIn = ({ stdout }: InProcessResult): string => /\brun ([0-9a-f]{32})/.exec(stdout)?.[1] ?? stdout;

test('a job hands its plan to the Worker without a token of the API, and a later command follows the run', async () => {
  const planned = await run([...ADD, '--confirm', PREFIX.cidr], { terminal: false });
  assert.equal(planned.code, 1);
  const expect = /pass --expect (sha256:[0-9a-f]{64})/.exec(planned.stderr)?.[1] ?? '';
  assert.deepEqual(
    site.asked.filter((kind) => !kind.startsWith('GET')),
    [],
  );
  const handed = await run([...ADD, '--expect', expect, '--confirm', PREFIX.cidr]);
  assert.equal(handed.code, 0, handed.stderr);
  const id = idIn(handed);
  assert.match(handed.stdout, new RegExp(`byoip status --worker http://127.0.0.1:\\d+/ ${id} --follow`));

  const followed = await run(['status', id, '--follow']);
  assert.equal(followed.code, 0, followed.stderr);
  assert.match(followed.stdout, /step 1: create 192\.0\.2\.64\/28 …\n.*step 1: done\n/);
  assert.match(followed.stdout, /state {4}done\n/);
  assert.ok(site.bound().some((text) => text.startsWith('192.0.2.64/28')));

  const list = await run(['status']);
  assert.match(list.stdout, new RegExp(`${id} .* done .* 192\\.0\\.2\\.0/24 +job\\.access`));
  const json = await run(['status', id, '--follow', '--json']);
  const lines = json.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual([lines[0].kind, lines.at(-1).status.state, json.code], ['record', 'done', 0]);
  const again = await run([...ADD, '--expect', expect, '--confirm', PREFIX.cidr]);
  assert.match(again.stderr, /the plan has changed/);
});

test('a run of the Worker that has stopped is resumed, answered or abandoned, and --follow ends with its stop', async () => {
  const remove = ['apply', '--remove', '192.0.2.64/28', '--until-step', '1', '--confirm', 'all', '--force'];
  const planned = await run(remove);
  const expect = /pass --expect (sha256:[0-9a-f]{64})/.exec(planned.stderr)?.[1] ?? '';
  const handed = await run([...remove, '--expect', expect, '--json']);
  const { id } = JSON.parse(handed.stdout.trimEnd().split('\n').at(-1) ?? '');
  const followed = await run(['status', id, '--follow']);
  assert.equal(followed.code, 2, 'it waits for a person');
  assert.match(followed.stdout, /state {4}stopped\n/);
  const answered = await run(['apply', '--resume', id, '--answer', 'nothing=else']);
  assert.match(answered.stderr, /the run asks nothing \(run-command-unfit\)/);
  assert.equal((await run(['apply', '--resume', id])).code, 0);
  assert.equal((await run(['status', id, '--follow'])).code, 0);
  const ended = await run(['apply', '--resume', id, '--abandon']);
  assert.match(ended.stderr, /run-finished/);
  assert.equal(ended.code, 1);
});

test('what is not a Worker that carries runs out is named, and options about this machine are refused', async (t) => {
  const bring = await deploy({ ...BRING, UPSTREAM: site.api });
  t.after(() => bring.close());
  const id = '0'.repeat(32);
  for (const [args, options, pattern] of [
    [['status'], { env: {} }, /Access in front of .* does not let this command pass/],
    [['status'], { env: { ...SERVICE_TOKEN, CF_ACCESS_CLIENT_SECRET: '' } }, /token of Access is incomplete/],
    [
      ['status'],
      { fetch: async () => new Response('<html>') },
      /does not answer as one: its answer is not JSON/,
    ],
    [['status'], { fetch: async () => new Response('', { status: 503 }) }, /HTTP status 503/],
    [['status'], { fetch: () => Promise.reject(new Error('secret')) }, /the connection failed/],
    [['status', id], {}, /there is no such run \(not-found\)/],
    [['status', 'run.jsonl'], {}, /is not the identifier of a run/],
    [['status', '--follow'], {}, /no run is given/],
    [['apply', '--resume', '../../x'], {}, /is not the identifier of a run/],
    [['apply', '--resume', id, '--take-over'], {}, /`--take-over` does not go with `--worker`/],
    [[...ADD, '--journal', join(folder, 'run.jsonl')], {}, /`--journal` does not go with `--worker`/],
  ] as const) {
    const { code, stderr } = await run(args, options as InProcessOptions);
    assert.equal(code, 1);
    assert.match(stderr, pattern);
  }
  for (const url of ['http://byoip.example.com', 'https://user:secret@byoip.example.com', 'byoip']) {
    const { stderr } = await runInProcess(['status', '--worker', url]);
    assert.match(stderr, /`--worker` is not the URL of a Worker/);
    assert.ok(!stderr.includes('secret'));
  }
  const { stderr } = await runInProcess([...ADD, '--worker', bring.url.href]);
  assert.match(stderr, /has no token of its own/);
});

test('a restore is handed to the Worker, which compares the account with the snapshot again', async (t) => {
  const own = await openSite();
  t.after(() => own.close());
  const env = {
    CLOUDFLARE_BASE_URL: own.api,
    CLOUDFLARE_API_TOKEN: 'a-token-of-some-length',
    CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
  };
  const before = join(folder, 'before.json');
  assert.equal((await runInProcess(['snapshot', '-o', before], { env })).code, 0);
  const drift = () => runInProcess(['drift', '--against', before], { env });
  for (const { bindings, bgpPrefixes } of own.emulator.state.accounts[0]?.prefixes ?? []) {
    // A regional binding cannot be restored.
    bindings.splice(1, 1);
    for (const bgp of bgpPrefixes) bgp.asnPrependCount += 1;
  }
  assert.equal((await drift()).code, 2);
  const restore = (...more: string[]) => run(['restore', '--from', before, ...more], {}, own);
  assert.match((await restore('--offline')).stderr, /`--offline` does not go with `--worker`/);
  const refused = await restore();
  assert.match(refused.stderr, /plan-not-agreed/);
  const one = await restore('--prefix', PREFIX.cidr, '--confirm', PREFIX.cidr);
  assert.equal(one.code, 0, one.stderr);
  await own.until(idIn(one), 'done');
  assert.equal((await drift()).code, 2, 'the other prefix is left');
  const handed = await restore('--confirm', 'all');
  assert.equal(handed.code, 0, handed.stderr);
  await own.until(idIn(handed), 'done');
  const { code, stdout } = await drift();
  assert.equal(code, 0, stdout);
});

test('a plan of many prefixes is handed over as a few runs, which go on side by side', async (t) => {
  const state = rehearsalSeed(Date.now());
  const [account] = state.accounts;
  const [first] = account?.prefixes ?? [];
  if (account === undefined || first === undefined) throw new Error('the seed has no prefix');
  const id = (kind: string, number: number) => `${kind}${number.toString(16)}`.padStart(32, '0');
  account.prefixes = Array.from({ length: 60 }, (_, i) => {
    const cidr = `10.${i}.0.0/16`;
    const bindings = [{ id: id('b', i), cidr, serviceId: SEED_SERVICES.magicTransit.id, activeAt: 0 }];
    return { ...first, id: id('a', i), cidr, bgpPrefixes: [], delegations: [], bindings };
  });
  const large = await openSite({ state });
  t.after(() => large.close());
  const add = account.prefixes.flatMap((_, i) => ['--add', `10.${i}.200.1=${SEED_SERVICES.cdn.name}`]);
  const apply = (...more: string[]) => run(['apply', ...add, '--confirm', '60', ...more], {}, large);
  const expect = /pass --expect (sha256:[0-9a-f]{64})/.exec((await apply()).stderr)?.[1] ?? '';
  const handed = await apply('--expect', expect, '--json');
  assert.equal(handed.code, 0, handed.stderr);
  const lines = handed.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const runs = lines.filter(({ kind }) => kind === 'run');
  assert.deepEqual(
    runs.map(({ status }) => status.prefixes.length),
    [50, 10],
  );
  for (const one of runs) await large.until(one.id, 'done');
  const isBound = account.prefixes.map(({ bindings }) =>
    bindings.some(({ cidr }) => cidr.endsWith('.200.1/32')),
  );
  assert.ok(isBound.every(Boolean));
  assert.equal(large.asked.filter((kind) => kind === 'POST bindings').length, 60);
});
