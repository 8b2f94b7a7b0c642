// The CI jobs for forks: the commands that they run exist, and with them the options.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const FOLDER = '.github/workflows';
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

test('each job runs scripts of package.json, with options that these scripts read', () => {
  let commands = 0;
  for (const name of readdirSync(FOLDER)) {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    for (const [, command = ''] of text.matchAll(/^ +- run: (.*)$/gm)) {
      const [, script = '', options = ''] = /^npm (?:run )?([\w:]+)(?: -- (.*))?$/.exec(command) ?? [];
      const file = scripts[script]?.replace('node ', '') ?? assert.fail(`${name}: ${command}`);
      const source = readFileSync(file, 'utf8');
      for (const option of options.match(/--\w+/g) ?? []) assert.ok(source.includes(`'${option}'`), command);
      commands += 1;
    }
    assert.doesNotMatch(text, /https?:/, 'a job names no host');
  }
  assert.ok(commands >= 5, `${commands} commands were found`);
});
