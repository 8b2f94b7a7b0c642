// Every regular expression of the Worker takes time in proportion to its input: hostile text of 100 kB stops none.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** A regular expression as it stands in a source, after a character that cannot end a value. */
const LITERAL =
  /(?<=[(,=:!&|?[]\s*)\/((?:[^/\\\n[*]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/([dgimsuvy]*)(?=\s*[.,;)\]}])/g;

/** CPU time of this thread, ms. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

test('every regular expression of the Worker is done with 100 kB of hostile text at once', () => {
  const files = readdirSync('www/worker', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const patterns = files.flatMap((file) => {
    const source = readFileSync(`www/worker/${file}`, 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
    return [...source.matchAll(LITERAL)].map(([, text = '', flags]) => ({
      file,
      pattern: new RegExp(text, flags),
    }));
  });
  assert.ok(patterns.length > 25, `${patterns.length}`);
  const seeds = [
    'a',
    '0',
    ' ',
    '-',
    '.',
    '/',
    '..',
    './',
    '%',
    'a-',
    '0,',
    ', ',
    ' ,',
    '\n',
    'Bearer ',
    'http://',
    '{a}',
    'sha256:',
    '\\',
    '"',
    ':',
    '::',
    '😀',
    '\u202e',
  ];
  const texts = seeds.flatMap((seed) => {
    const long = seed.repeat(Math.ceil(100_000 / seed.length));
    return [long, `${long}\u0000`, `x${long}!`];
  });
  for (const { file, pattern } of patterns) {
    for (const text of texts) {
      const began = cpu();
      pattern.lastIndex = 0;
      text.replace(pattern, '');
      pattern.lastIndex = 0;
      pattern.test(text);
      const took = cpu() - began;
      assert.ok(took < 250, `${file}: ${pattern} takes ${took} ms for ${JSON.stringify(text.slice(0, 20))}…`);
    }
  }
});
