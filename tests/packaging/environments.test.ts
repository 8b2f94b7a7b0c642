// README's first program from the tarball, in the environments that need no other install; and the table of all of them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { resultsOf, versionsOf, withTables } from '../../scripts/test/environment-table.mjs';
import { pack, runEnvironment } from '../../scripts/test/environments.mjs';
import { GROUPS } from '../environments/list.mjs';
import { SHORT } from '../environments/runtimes.mjs';

const ALL = Object.values(GROUPS).flat();

test('the first program of README prints what README says, from the tarball', async () => {
  const tarball = pack();
  for (const environment of SHORT) await runEnvironment(environment, tarball);
});

test('each environment has a name of its own, exact versions, and one output', () => {
  assert.equal(new Set(ALL.map(({ name }) => name)).size, ALL.length);
  for (const environment of ALL) {
    for (const version of Object.values(versionsOf(environment))) assert.match(version, /^\d+\.\d+\.\d+$/);
    const outputs = [environment.page, environment.server].filter((output) => output !== undefined);
    assert.ok(outputs.length === 1 || (outputs.length === 0 && environment.run), environment.name);
  }
});

test('each environment has run, with the versions that it names, and as its entry says', () => {
  const known = resultsOf();
  assert.deepEqual(Object.keys(known).sort(), ALL.map(({ name }) => name).sort());
  for (const environment of ALL) {
    const { versions, works } = known[environment.name] ?? assert.fail(environment.name);
    assert.deepEqual(versions, versionsOf(environment), environment.name);
    assert.equal(works, environment.fails === undefined, environment.name);
  }
});

test('docs/environments.md has the tables of the stored results, and no "no" without a sentence', () => {
  const document = readFileSync('docs/environments.md', 'utf8');
  assert.equal(document, withTables(document, resultsOf()));
  assert.doesNotMatch(document, /\| no \|/);
});
