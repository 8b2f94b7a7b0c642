// Hidden characters: the set and the escapes that Rust has, and every output that shows text of others.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isByoipError, parseCidr, plan, render } from 'byoip';
import { safeText } from '../../../src/js/cli/output.js';
import { escapeJson, hasHidden, showHidden } from '../../../src/js/text/hidden.js';

interface Vectors {
  readonly hidden: readonly (readonly [string, string])[];
  readonly texts: readonly { readonly text: string; readonly shown: string }[];
}

const { hidden, texts }: Vectors = JSON.parse(readFileSync('tests/vectors/hidden.json', 'utf8'));
const ranges = hidden.map(
  ([first, last]) => [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const,
);

test('exactly the code points of the vectors are hidden', () => {
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const expected = ranges.some(([first, last]) => first <= code && code <= last);
    if (hasHidden(String.fromCodePoint(code)) !== expected) assert.fail(`U+${code.toString(16)}`);
  }
});

test('hidden characters are escaped, lone surrogates too, and others are kept', () => {
  for (const { text, shown } of [...texts, { text: 'a\ud800b\udfff', shown: 'a\\u{d800}b\\u{dfff}' }]) {
    assert.equal(showHidden(text), shown);
    assert.equal(safeText(text), shown);
  }
});

test('in JSON an escape is data, and the line feeds between tokens stay', () => {
  for (const { text } of texts) {
    const value = { [text]: [text, '\ud800'] };
    const json = escapeJson(JSON.stringify(value, null, 2));
    assert.equal(hasHidden(json.replaceAll('\n', '')), false, json);
    assert.deepEqual(JSON.parse(json), value);
  }
});

test('errors, plans and their renderings show no hidden character', () => {
  const texts = ranges.flat().map((code) => `${String.fromCodePoint(code)}x`);
  const prefix = { cidr: '192.0.2.0/24' };
  const visible = (shown: string): void =>
    assert.equal(hasHidden(shown.replaceAll('\n', '')), false, JSON.stringify(shown));
  for (const text of texts) {
    assert.throws(
      () => parseCidr(text),
      (error) => {
        assert.ok(isByoipError(error));
        visible(`${error.message} ${error.help}`);
        return true;
      },
    );
  }
  // A plan handles 62 services.
  for (const some of [texts.slice(0, 50), texts.slice(50)]) {
    const desired = some.map((serviceName, i) => ({
      cidr: i === 0 ? prefix.cidr : `192.0.2.${i}/32`,
      serviceId: `s${i}`,
      serviceName,
    }));
    const names = Object.fromEntries(desired.map(({ serviceId, serviceName }) => [serviceId, serviceName]));
    const task = { prefix, current: [], desired, names };
    assert.equal(plan(task).steps.filter((step) => step.op === 'create').length, some.length);
    for (const format of ['text', 'markdown'] as const) visible(render(task, format));
  }
});
