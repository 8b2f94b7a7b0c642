// The encodings in which programs of Windows save and pipe text, in every input of the command.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { StreamDecoder, toUtf8 } from '../../../src/js/cli/decode-text.js';
import { chunks, runInProcess } from '../setup/in-process.js';
import { BINDINGS, envelope, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const path = (name: string) => join(cwd, name);

function utf16(text: string, isBigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

/** A text in each encoding. */
const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16LE with a mark': (text) => utf16(`\ufeff${text}`, false),
  'UTF-16BE with a mark': (text) => utf16(`\ufeff${text}`, true),
  'UTF-16LE': (text) => utf16(text, false),
  'UTF-16BE': (text) => utf16(text, true),
};

const LIST = envelope(BINDINGS.map((one) => ({ ...one, service_name: `${one.service_name} ü𝄞` })));
const SERVICES = JSON.stringify(BINDINGS.map((one) => ({ id: one.service_id, name: one.service_name })));
const CSV = BINDINGS.map((one) => `${one.cidr},${one.service_id}`).join('\r\n');
const PREFIX = ['--prefix', '192.0.2.0/24'];

test('every input is read in every encoding, with the same answer', async () => {
  const answers = new Set<string>();
  for (const encode of Object.values(ENCODINGS)) {
    writeInput(cwd, 'list.json', encode(LIST));
    writeInput(cwd, 'services.json', encode(SERVICES));
    writeInput(cwd, 'desired.csv', encode(CSV));
    const lists = ['--from', path('list.json'), '--services', path('services.json')];
    const runs = [
      await runInProcess(['check', ...PREFIX, ...lists]),
      await runInProcess(['plan', ...PREFIX, ...lists, '--to', path('desired.csv')]),
      await runInProcess(['resolve', '192.0.2.20', '--from', '-'], { stdin: chunks(encode(LIST)) }),
      await runInProcess(['resolve', '--from', path('list.json')], {
        stdin: chunks(encode('192.0.2.1\r\n192.0.2.20')),
      }),
    ];
    for (const { code, stderr } of runs) assert.ok(code === 0 || code === 2, stderr);
    answers.add(JSON.stringify(runs));
  }
  assert.equal(answers.size, 1, [...answers].join('\n'));
});

test('addresses in UTF-16 arrive in chunks of any size', () => {
  const text = '192.0.2.1\r\nü𝄞\r2001:db8::1\n';
  for (const [name, encode] of Object.entries(ENCODINGS)) {
    const bytes = encode(text);
    for (const size of [1, 2, 3, 5, 1000]) {
      const decoder = new StreamDecoder();
      let found = '';
      for (let at = 0; at < bytes.length; at += size) found += decoder.push(bytes.subarray(at, at + size));
      assert.equal(found + decoder.end(), text, `${name} ${size}`);
    }
  }
  for (const short of ['', '1', '::', '::\n']) {
    const decoder = new StreamDecoder();
    assert.equal(decoder.push(Buffer.from(short)) + decoder.end(), short);
  }
});

test('a short first line is answered before the next one arrives', () => {
  assert.equal(new StreamDecoder().push(Buffer.from('::\n')), '::\n');
});

test('malformed UTF-16 is refused by its reader', async () => {
  const cut = ENCODINGS['UTF-16LE with a mark']?.(LIST).subarray(0, 101) ?? Buffer.alloc(0);
  assert.deepEqual(toUtf8(cut), cut);
  const ran = await runInProcess(['resolve', '192.0.2.1', '--from', '-'], { stdin: chunks(cut) });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /code: json-/);
});

test('a state of the emulator may be in any of them', async () => {
  const args = ['emulator', '--port', '0', '--state', path('state.json'), '--json'];
  const accountsOf = async () => {
    const { code, stdout, stderr } = await runInProcess(args, { untilStopped: async () => {} });
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as { accounts: unknown }).accounts;
  };
  const accounts = await accountsOf();
  const state = readFileSync(path('state.json'), 'utf8');
  for (const encode of Object.values(ENCODINGS)) {
    writeInput(cwd, 'state.json', encode(state));
    assert.deepEqual(await accountsOf(), accounts);
  }
});

test('a line ends in CRLF, LF or CR, in lists of addresses and in positions', async () => {
  writeInput(cwd, 'list.json', LIST);
  const ran = await runInProcess(['resolve', '--from', path('list.json'), '--json'], {
    stdin: chunks('192.0.2.1\r192.0.2.2\r\n192.0.2.3\n\r\n192.0.2.4'),
  });
  const addresses = (JSON.parse(ran.stdout) as { address: string }[]).map(({ address }) => address);
  assert.deepEqual(addresses, ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']);
  for (const end of ['\n', '\r\n', '\r']) {
    const wrong = ['[', '{"cidr":"192.0.2.0/24",', '"service_id":7x}]'].join(end);
    const { stderr } = await runInProcess(['check', ...PREFIX, '--from', '-'], { stdin: chunks(wrong) });
    assert.match(stderr, /in standard input:3:14/, JSON.stringify(end));
    assert.ok(stderr.includes('    "service_id":7x}]\n'), stderr);
  }
});
