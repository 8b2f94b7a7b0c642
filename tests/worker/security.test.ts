// The tests that SECURITY.md names exist.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('every threat in SECURITY.md names tests that exist', () => {
  const files = ['tests/cli', 'tests/ring', 'tests/worker', 'tests/page'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const sources = files.filter((name) => name.endsWith('.test.ts')).map((name) => readFileSync(name, 'utf8'));
  const titles = new Set(
    sources.flatMap((text) => [...text.matchAll(/^test\((['"])(.*?)\1, /gm)].map(([, , title]) => title)),
  );
  const rows = readFileSync('SECURITY.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (threat|---) \|/.test(line));
  assert.ok(rows.length > 30);
  for (const row of rows) {
    const tests = row.split(' | ')[2] ?? '';
    const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, title]) => title ?? '');
    assert.ok(named.length > 0, row);
    for (const title of named) assert.ok(titles.has(title), title);
  }
});
