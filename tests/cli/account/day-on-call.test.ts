// A day on call: fifteen jobs on an account of 30 prefixes, each of them one command with at most two options.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { start } from '../setup/emulator-process.js';
import { BINDINGS_EACH, PREFIXES, startLargeAccount } from '../setup/large-account.js';
import { byoip, shell, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const { server, env, requests } = await startLargeAccount();
const page = readFileSync('docs/cli.md', 'utf8');

/** The jobs of the page, and their commands. */
const [, rows = ''] = /^\| job \| command \|\n\|---\|---\|\n((?:\| .*\n)*)/m.exec(page) ?? [];
const jobs = [...rows.matchAll(/^\| (.*) \| `(byoip .*)` \|$/gm)].map(([, job = '', line = '']) => ({
  job,
  line,
}));

/** The command of a job, with this account's blocks in place of the page's. */
function lineOf(job: string): string {
  const found = jobs.find((one) => one.job === job);
  assert.ok(found, `the page has no job "${job}"`);
  return found.line
    .replace('192.0.2.16/29', '10.1.0.1/32')
    .replace('192.0.2.1', '10.1.0.1')
    .replace('192.0.2.8/29', '10.1.0.8/29')
    .replace('192.0.2.9', '10.1.0.9');
}

async function run(job: string, expected: number): Promise<string> {
  const ran = await shell(lineOf(job), { cwd, env });
  assert.equal(ran.code, expected, `${job}: ${ran.stderr}`);
  return ran.stdout;
}

test('the page has fifteen jobs or more, each one command with at most two options', () => {
  assert.ok(jobs.length >= 15);
  for (const { job, line } of jobs) {
    assert.ok((line.match(/ -{1,2}[a-z]/g) ?? []).length <= 2, `${job}: ${line}`);
    assert.doesNotMatch(line, /[|;&]/, job);
  }
});

test('who owns this address?', async () => {
  const asked = requests();
  const text = await run('who owns this address?', 0);
  assert.match(
    text,
    /^10\.1\.0\.1 +Spectrum +10\.1\.0\.1\/32 +active +10\.1\.0\.0\/24 +over 10\.1\.0\.0\/24$/m,
  );
  assert.ok(requests() - asked <= 2, 'the prefixes, and the bindings of one of them');
});

test('who owns the addresses in a log?', async () => {
  const addresses = Array.from({ length: 1000 }, (_, i) => `10.${i % 30}.${i % 3}.${i % 256}`);
  writeInput(cwd, 'addresses.txt', `${addresses.join('\n')}\n`);
  const found = JSON.parse(await run('who owns the addresses in a log?', 0)) as {
    readonly address: string;
    readonly prefix: { readonly cidr: string } | null;
    readonly owner: { readonly serviceName: string } | null;
  }[];
  assert.deepEqual(
    found.map(({ address }) => address),
    addresses,
  );
  const outside = (address: string) => !/^10\.(0\.|([1-9]|1\d|2[0-4])\.0\.)/.test(address);
  for (const { address, prefix, owner } of found) {
    assert.equal(prefix === null, outside(address), address);
    assert.equal(owner === null, outside(address), address);
  }
});

test('which prefix is this block in?', async () => {
  const text = await run('which prefix is this block in?', 0);
  assert.match(text, /^10\.1\.0\.0\/24 /m);
  assert.match(text, /\n1 prefix\n$/);
  const nested = await byoip(['prefixes', '10.0.5.7'], { env });
  assert.match(nested.stdout, /^10\.0\.5\.0\/24 .*\n10\.0\.0\.0\/16 /m);
});

test('what is not active?', async () => {
  const text = await run('what is not active?', 0);
  const waiting = Math.floor(BINDINGS_EACH / 4);
  assert.equal((text.match(/ provisioning$/gm) ?? []).length, waiting);
  assert.match(text, /^ {2}10\.1\.0\.9\/32 +Spectrum +magic_transit_route_missing$/m);
  assert.match(
    text,
    new RegExp(`^2 prefixes, ${waiting + 1} bindings, ${waiting} not active yet, 1 stuck$`, 'm'),
  );
});

test('which blocks go to a service?', async () => {
  const text = await run('which blocks go to a service?', 0);
  assert.doesNotMatch(text, /Spectrum|Magic Transit|regional/);
  assert.match(text, /^ {2}10\.24\.0\.3\/32 +CDN +active$/m);
});

test('which prefixes are withdrawn?', async () => {
  assert.match(
    await run('which prefixes are withdrawn?', 0),
    /^PREFIX.*\n10\.2\.0\.0\/24 .* no *\n\n1 prefix withdrawn\n$/,
  );
});

test('save the account, and what has changed since the snapshot?', async () => {
  await run('save the account', 0);
  const saved = JSON.parse(readFileSync(`${cwd}/before.json`, 'utf8')) as { prefixes: unknown[] };
  assert.equal(saved.prefixes.length, PREFIXES.length);
  assert.match(await run('what has changed since the snapshot?', 0), /^no drift: 30 prefixes compared\n/);
  const prefix = server.emulator.state.accounts[0]?.prefixes.find(({ cidr }) => cidr === '10.7.0.0/24');
  assert.ok(prefix);
  const [whole, gone] = prefix.bindings;
  assert.ok(whole && gone);
  prefix.bindings = prefix.bindings.filter((one) => one !== gone);
  for (const one of prefix.bgpPrefixes) one.advertised = false;
  const text = await run('what has changed since the snapshot?', 0);
  assert.match(text, /^drift: 2 errors in 1 prefix; 30 prefixes compared\n/);
  assert.match(
    text,
    /^10\.7\.0\.0\/24\n {2}error: 1 of 128 bindings is gone: 10\.7\.0\.1\/32 \(bindings-lost\)$/m,
  );
  assert.match(text, /^ {2}error: 10\.7\.0\.0\/24 is not advertised \(bgp-withdrawn\)$/m);
  prefix.bindings = [whole, gone, ...prefix.bindings.slice(1)];
  for (const one of prefix.bgpPrefixes) one.advertised = true;
});

test('would this binding be legal?', async () => {
  const text = await run('would this binding be legal?', 2);
  assert.match(text, /^\+ 10\.1\.0\.8\/29=CDN$/m);
  assert.match(text, /warning {2}prefix-advertised +10\.1\.0\.8\/29/);
  assert.match(text, /1 addition to 128 bindings of 10\.1\.0\.0\/24: /);
});

test('move this host to another service: which calls, and how long?', async () => {
  const text = await run('move this host to another service: which calls, and how long?', 0);
  assert.match(text, /^10\.1\.0\.0\/24: 1 create, 1 delete; 1 address changes owner/m);
  assert.match(text, /^takes at least \d+ hours/m);
  assert.match(text, /^29 prefixes are not mentioned, and stay as they are: /m);
});

test('what would be exposed without this binding?', async () => {
  const text = await run('what would be exposed without this binding?', 0);
  assert.match(text, /^ {2}1 {2}delete {2}10\.1\.0\.1\/32 {2}Spectrum/m);
  assert.match(text, /ownership changes\n {2}1 {2}Spectrum -> Magic Transit {2}10\.1\.0\.1\n/);
});

const TEAM = [
  'prefix,service,note',
  '10.3.0.0/24,magic transit,the default stays',
  ...Array.from(
    { length: BINDINGS_EACH - 1 },
    (_, i) => `10.3.0.${2 * i + 1},${i % 2 === 0 ? 'Spectrum' : 'CDN'},`,
  ),
  '10.3.0.254,Spectrum,new',
  '2001:db8:2::/48,CDN,',
  '2001:db8:2:4000::/50,Spectrum,new',
  '2001:db8:2:8000::/49,Spectrum,',
].map((line) => line.replace('prefix,', 'cidr,').replace(/^(10\.3\.0\.\d+),/, '$1/32,'));

test("compare the team's spreadsheet with the account", async () => {
  writeInput(cwd, 'team.csv', `${TEAM.join('\n')}\n`);
  const text = await run("compare the team's spreadsheet with the account", 0);
  assert.match(text, /^\+ {2}10\.3\.0\.254\/32 {2}Spectrum$/m);
  assert.match(text, /^\+ {2}2001:db8:2:4000::\/50 {2}Spectrum$/m);
  assert.match(text, /^2 of 2 prefixes differ: 2 added, 0 removed, 0 changed; /m);
});

test('plan the spreadsheet, for all its prefixes', async () => {
  const text = await run('plan the spreadsheet, for all its prefixes', 0);
  assert.match(text, /^total: 2 of 2 prefixes change; 2 creates, 0 deletes; at least 6 hours \(1 wait\)/m);
  const { byoipPlan, plans, total, untouched } = JSON.parse(readFileSync(`${cwd}/plan.json`, 'utf8'));
  assert.deepEqual([byoipPlan, plans.length, total.creates, untouched.length], [1, 2, 2, 28]);
});

test('draw the prefix with this address', async () => {
  assert.equal(await run('draw the prefix with this address', 0), '');
  assert.match(readFileSync(`${cwd}/map.svg`, 'utf8'), /<title id="byoip-title">10\.1\.0\.0\/24:/);
});

test('rehearse with the saved account', async () => {
  const [, , ...options] = lineOf('rehearse with the saved account')
    .replace('before.json', `${cwd}/before.json`)
    .split(' ');
  const running = await start(...options, '--port', '0');
  const rehearsal = { ...env, CLOUDFLARE_BASE_URL: running.url };
  const same = await byoip(['diff', 'before.json'], { env: rehearsal, cwd });
  assert.equal(same.code, 0, same.stderr);
  assert.match(same.stdout, /^no drift: 30 prefixes compared\n/);
  await running.stop();
});
