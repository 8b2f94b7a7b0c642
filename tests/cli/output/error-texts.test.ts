// The error texts of the package use the names of the command line.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ByoipError } from 'byoip';
import { errorReport, inCliTerms } from '../../../src/js/cli/errors.js';
import { runInProcess } from '../setup/in-process.js';
import { BINDINGS, envelope, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
writeInput(cwd, 'bindings.json', envelope(BINDINGS));

/** Names of the package's options, as far as a help of the package could name them. */
const NAMES =
  /`(?:timeout|maxWait|requestBudget|maxRetries|baseURL|apiToken|apiKey|apiEmail|accountId|settledSince|limits\.[a-zA-Z]+)`/;

/** Texts of the package's own sources that name such an option. */
const texts = readdirSync('src/js', { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.ts') && !/^(cli|emulator|entry)\//.test(name))
  .flatMap((name) => [...readFileSync(`src/js/${name}`, 'utf8').matchAll(/'([^'\n]*)'/g)])
  .map(([, text = '']) => text)
  .filter((text) => NAMES.test(text));

test('texts of the package about settings use the names of the command line, or omit them', () => {
  assert.ok(texts.length >= 5, texts.join('\n'));
  for (const text of texts) assert.doesNotMatch(inCliTerms(text), NAMES, text);
});

test('the help of `wait-too-long` names no option that only the package has', () => {
  const help = 'call again after that time, or pass a larger `maxWait`';
  const trouble = errorReport(new ByoipError({ code: 'wait-too-long', message: 'it would wait', help }));
  assert.equal(trouble.help, 'call again after that time');
  const more =
    'wait, or pass a larger `timeout`; a larger `requestBudget` leaves less for other clients: the API allows 1,200 requests in all';
  assert.equal(inCliTerms(more), 'wait');
  assert.equal(inCliTerms('check `baseURL`'), 'check `CLOUDFLARE_BASE_URL`');
});

/** What people write for an address or a block, and what is meant. */
const ADDRESSES: readonly (readonly [string, string])[] = [
  ['192.0.2.1 ', '192.0.2.1'],
  ['192.0.2.1:443', '192.0.2.1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['192\u20240\u20242\u20241', '192.0.2.1'],
  ['192.0.2.1/32', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.01', '192.0.2.1'],
  ['fe80::1%eth0', 'fe80::1'],
];
const BLOCKS: readonly (readonly [string, string])[] = [
  ['192.0.2.0 /24', '192.0.2.0/24'],
  ['192.0.2.0\u221524', '192.0.2.0/24'],
  ['192.0.2.0/255.255.255.0', '192.0.2.0/24'],
  ['192.0.2.0-192.0.2.255', '192.0.2.0/24'],
  ['192.0.2.0\u2013192.0.2.255', '192.0.2.0/24'],
  ['192.0.2.0/024', '192.0.2.0/24'],
  ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
];

test('a suggested `cure` is accepted by the command, with the same meaning', async () => {
  const from = ['--from', `${cwd}/bindings.json`];
  for (const [worn, meant] of ADDRESSES) {
    const asked = await runInProcess(['resolve', worn, ...from, '--json']);
    const [answer] = JSON.parse(asked.stdout) as [
      { readonly error: { readonly cure?: string; readonly help: string } },
    ];
    assert.equal(answer.error.cure, meant, worn);
    assert.ok(answer.error.help.includes(`\`${meant}\``), answer.error.help);
    assert.equal((await runInProcess(['resolve', meant, ...from])).code, 0);
  }
  for (const [worn, meant] of BLOCKS) {
    const asked = await runInProcess(['check', '--prefix', worn, ...from, '--json']);
    const { error } = JSON.parse(asked.stdout) as { readonly error: { readonly cure?: string } };
    assert.equal(error.cure, meant, worn);
    assert.notEqual((await runInProcess(['check', '--prefix', meant, ...from])).code, 1);
  }
  // A cure of a list is one of a list.
  for (const [worn, meant] of [
    ...ADDRESSES,
    ...BLOCKS,
    ['192.0.2.1\u2013192.0.2.9', '192.0.2.1-192.0.2.9'],
  ] as const) {
    const prefix = meant.includes(':') ? '::/0' : '0.0.0.0/0';
    const least = ['aggregate', '--prefix', prefix, '--default', 'd', '--json', '--from'];
    writeInput(cwd, 'worn.json', JSON.stringify([{ target: worn, service_id: 's' }]));
    const { error } = JSON.parse((await runInProcess([...least, `${cwd}/worn.json`])).stdout) as {
      readonly error: { readonly cure?: string };
    };
    // A list takes blocks of one address, and ranges, as they are.
    assert.ok(error === undefined || error.cure !== undefined, worn);
    writeInput(cwd, 'worn.json', JSON.stringify([{ target: error?.cure ?? worn, service_id: 's' }]));
    assert.equal((await runInProcess([...least, `${cwd}/worn.json`])).code, 0, worn);
  }
});
