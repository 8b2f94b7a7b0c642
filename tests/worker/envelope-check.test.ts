// The check of forwarded responses agrees with a JSON parser, for every way to split them into chunks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnvelopeCheck } from '../../www/worker/envelope-check.js';
import { success } from '../ring/setup/scripted-server.js';

/** True where the pieces are taken, and are a whole envelope. */
function taken(pieces: readonly Uint8Array[]): boolean {
  const check = new EnvelopeCheck();
  return pieces.every((piece) => check.accept(piece)) && check.isWhole;
}

/** By the platform's parser, with the two things that it lets pass and we do not. */
function parsed(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return (
      typeof value === 'object' &&
      value !== null &&
      Object.hasOwn(value, 'success') &&
      typeof (value as { success: unknown }).success === 'boolean' &&
      // For a duplicate key the parser takes the last value.
      topLevel(text).filter((key) => key === '"success"').length === 1
    );
  } catch {
    return false;
  }
}

/** The keys of the outer object as they are written. */
function topLevel(text: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const [token, behind] of [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]/g)].map(
    ([all, colon]) => [all, colon] as const,
  )) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (behind !== undefined && depth === 1) keys.push(token.slice(0, -behind.length));
  }
  return keys;
}

const utf8 = new TextEncoder();

const GOOD = [
  success([]),
  success(null),
  success([
    { cidr: '192.0.2.0/24', n: -0.5e-10, t: 'ü€😀\\"\n', deep: [[[{}]]], list: [1, 2, 3, true, false, null] },
  ]),
  ' \r\n\t{ "success" : false , "errors" : [ { "code" : 1000 } ] } \n',
  '{"result":{"success":"x"},"success":true,"numbers":[0,-0,1,12,0.5,1e5,1E+5,1e-05,-12.25e3]}',
  '{"a":"\\u0041\\\\\\/\\b\\f\\n\\r\\t","success":true}',
];

const BAD = [
  '',
  '{',
  '[]',
  'null',
  '"x"',
  '7',
  '{}',
  '{"success":"true"}',
  '{"success":1}',
  '{"success":{}}',
  '{"succes":true}',
  '{"successs":true}',
  '{"result":{"success":true}}',
  '{"result":[{"success":true}]}',
  '{"success":true,"success":true}',
  '{"succ\\u0065ss":true}',
  '{"success":true',
  '{"success":true}}',
  '{"success":true]',
  '{"success":true}x',
  '{"success":true}{"success":true}',
  '{"success":true,}',
  '{,"success":true}',
  '{"success":true "a":1}',
  '{"success":true,"a":[1,]}',
  '{"success":true,"a":[,1]}',
  '{"success":true,"a":[1}',
  '{"success":true,"a":01}',
  '{"success":true,"a":-}',
  '{"success":true,"a":1.}',
  '{"success":true,"a":.5}',
  '{"success":true,"a":1e}',
  '{"success":true,"a":1e+}',
  '{"success":true,"a":+1}',
  '{"success":true,"a":1.5.5}',
  '{"success":true,"a":tru}',
  '{"success":true,"a":nul}',
  '{"success":true,"a":NaN}',
  '{"success":true,"a":"\\x"}',
  '{"success":true,"a":"\\u12g4"}',
  '{"success":true,"a":"\n"}',
  '{"success":true,"a":"}',
  "{'success':true}",
  '{success:true}',
  '{"success":true}\u00a0',
  '\ufeff{"success":true}',
  '<!doctype html>',
];

test('envelopes are accepted and other bodies are not, split at every position', () => {
  for (const [texts, wanted] of [
    [GOOD, true],
    [BAD, false],
  ] as const) {
    for (const text of texts) {
      const bytes = utf8.encode(text);
      assert.equal(parsed(bytes), wanted, text);
      for (let cut = 0; cut <= bytes.length; cut++) {
        assert.equal(taken([bytes.subarray(0, cut), bytes.subarray(cut)]), wanted, `${text} cut at ${cut}`);
      }
      assert.equal(taken(Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))), wanted, text);
    }
  }
});

test('of an envelope, no part from its beginning is one', () => {
  for (const text of GOOD) {
    const bytes = utf8.encode(text.trimEnd());
    for (let cut = 0; cut < bytes.length; cut++)
      assert.ok(!taken([bytes.subarray(0, cut)]), text.slice(0, cut));
  }
});

test('with one byte changed, removed or inserted, it agrees with the parser', () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const likely = utf8.encode('{}[]",:\\ 0123456789eE+-.truefalsn\n\u00fc');
  let refused = 0;
  for (let round = 0; round < 60_000; round++) {
    const bytes = [...utf8.encode(GOOD[random(GOOD.length)] ?? '')];
    for (let change = random(3); change >= 0; change--) {
      const at = random(bytes.length);
      const byte = likely[random(likely.length)] ?? 0;
      bytes.splice(at, random(2), ...(random(3) === 0 ? [] : [byte]));
    }
    const whole = Uint8Array.from(bytes);
    const cut = random(whole.length + 1);
    const wanted = parsed(whole);
    if (!wanted) refused += 1;
    const found = taken([whole.subarray(0, cut), whole.subarray(cut)]);
    assert.equal(found, wanted, new TextDecoder().decode(whole));
  }
  assert.ok(refused > 10_000 && refused < 59_000, `${refused}`);
});

test('depth is limited, and length is not', () => {
  const nested = (depth: number) =>
    utf8.encode(`{"success":true,"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  assert.ok(taken([nested(511)]));
  assert.ok(!taken([nested(512)]));
  assert.ok(!taken([nested(100_000)]));
});
