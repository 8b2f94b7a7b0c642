// The emulator's README lists exactly its errors, faults and routes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEmulator, FAULT_NAMES, OPERATIONS, REFUSALS, SEED_ACCOUNT_ID } from 'byoip/emulator';
import { ask, UNKNOWN_ID } from '../setup/emulator-requests.js';

const readme = readFileSync('src/js/emulator/README.md', 'utf8');

/** The part below a heading. */
function section(heading: string): string {
  const [, text = ''] = readme.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

test('the README names every refusal with its code, message and status, and no other', () => {
  const rows = [...section('Refusals').matchAll(/^\| (\d+) \| `([^`]+)` \| (\d+) \|/gm)];
  const written = rows.map(([, code, message, status]) => `${code} ${message} ${status}`);
  const real = Object.values(REFUSALS).map(({ code, message, status }) => `${code} ${message} ${status}`);
  assert.deepEqual(written.sort(), real.sort());
});

test('the README names every fault, and no other', () => {
  const cells = section('Faults')
    .split('\n')
    .flatMap((line) => /^\| (`.*?) \|/.exec(line)?.[1] ?? []);
  const written = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  assert.deepEqual(written.sort(), [...FAULT_NAMES].sort());
});

test('the README lists every operation of the table with its status, and no other', () => {
  const rows = [...section('Operations').matchAll(/^\| `(\w+) (\/[^`]+)` \| (\d+) \|/gm)];
  const written = rows.map(([, method, path, status]) => `${method} ${path} ${status}`);
  const real = Object.values(OPERATIONS).map(({ method, path, status }) => {
    return `${method} ${path.replace('/accounts/{account_id}', '').replace('/addressing', '')} ${status}`;
  });
  assert.deepEqual(written.sort(), real.sort());
});

test('an operation of the table is none of the routes that are missing, with any ids', async () => {
  const missing = [REFUSALS['no-route'], REFUSALS['method-not-allowed'], REFUSALS['not-emulated']];
  for (const { method, path } of Object.values(OPERATIONS)) {
    const url = path.replace('{account_id}', SEED_ACCOUNT_ID).replaceAll(/\{\w+\}/g, UNKNOWN_ID);
    const { status, envelope } = await ask(createEmulator(), method, url, method === 'GET' ? undefined : {});
    assert.ok(!missing.some(({ message }) => message === envelope.errors[0]?.message), `${method} ${path}`);
    assert.ok(status < 500, `${method} ${path}: ${status}`);
  }
});

test('the README names every option, and no other', () => {
  const source = readFileSync('src/js/emulator/index.ts', 'utf8');
  const [, fields = ''] = /interface EmulatorOptions \{\n(.*?)\n\}/s.exec(source) ?? [];
  const real = [...fields.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name);
  const written = [...section('Options').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.ok(real.length >= 12);
  assert.deepEqual(written.sort(), real.sort());
});

test('the options of the command that the README names are those that say how the emulator behaves', () => {
  const [line = ''] = section('Options').match(/^`byoip emulator` has the options .*$/m) ?? [];
  const written = [...line.matchAll(/`--([\w-]+)`/g)].map(([, name]) => name);
  const [, usage = ''] =
    /usage:\s+'(byoip emulator [^']+)'/.exec(readFileSync('src/js/cli/commands/emulator.ts', 'utf8')) ?? [];
  const others = ['port', 'host', 'from', 'state', 'print-env', 'json'];
  const real = [...usage.matchAll(/--([\w-]+)/g)].flatMap(([, name = '']) =>
    others.includes(name) ? [] : [name],
  );
  assert.deepEqual(written.sort(), real.sort());
});
