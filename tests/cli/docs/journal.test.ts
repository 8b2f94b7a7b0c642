// docs/journal.md: it has every kind of record, with its fields, every result, and every code of a journal.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { APPLY_ERROR_CODES, CLIENT_ERROR_CODES } from 'byoip';

const page = readFileSync('docs/journal.md', 'utf8');
const source = readFileSync('src/apply/record.rs', 'utf8');

const kebab = (name: string): string => name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** The variants of an enum in the source, each with its fields. */
function variants(name: string): readonly (readonly [string, readonly string[]])[] {
  const [, body = ''] = new RegExp(`enum ${name} \\{\\n(.*?)\\n\\}`, 's').exec(source) ?? [];
  const found = [...body.matchAll(/^ {4}([A-Z]\w*)(?: \{(.*?)\})?,$/gms)];
  return found.map(([, variant = '', fields = '']) => {
    const plain = fields.replace(/#\[.*?\]|\/\/\/.*$/gm, '');
    return [kebab(variant), [...plain.matchAll(/(\w+):/g)].map(([, field = '']) => field)];
  });
}

test('the page has every kind of record with its fields, in the order of the source', () => {
  const known = new Set(variants('Record').map(([kind]) => kind));
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const written = rows.flatMap(([, kind = '', fields = '']) =>
    known.has(kind.replaceAll('`', ''))
      ? [[kind.replaceAll('`', ''), [...fields.matchAll(/`(\w+)`/g)].map(([, field]) => field)]]
      : [],
  );
  assert.ok(written.length >= 13);
  assert.deepEqual(written, variants('Record'));
});

test('the page has every result of a write', () => {
  const results = variants('OutcomeResult').map(([name]) => name);
  assert.equal(results.length, 5);
  for (const result of results) assert.ok(page.includes(`\`${result}\``), result);
});

test('the page has every code of a journal', () => {
  for (const code of [...APPLY_ERROR_CODES, ...CLIENT_ERROR_CODES]) {
    if (code.startsWith('journal-') && code !== 'journal-exists')
      assert.ok(page.includes(`\`${code}\``), code);
  }
});
