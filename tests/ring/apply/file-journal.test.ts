// The journal in a file, as a program uses it.

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { apply, isByoipError, resume, runStatus } from 'byoip';
import { fileJournal } from 'byoip/node';
import { createWorld, REACHED } from './world.js';

const folder = mkdtempSync(join(tmpdir(), 'byoip-journal-'));
after(() => rmSync(folder, { recursive: true }));

const codeOf = (error: unknown) => (isByoipError(error) ? error.code : String(error));

test('a run that a program pauses goes on from its file, and the file is for its user only', async () => {
  const world = createWorld();
  const path = join(folder, 'run.jsonl');
  const stop = new AbortController();
  const onEvent = (event: { readonly kind: string }) => event.kind === 'answer' && stop.abort();
  const { client } = world;
  const journal = await fileJournal(path);
  const paused = await apply(await world.plan(), { client, journal, onEvent, signal: stop.signal });
  assert.equal(paused.state, 'paused');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(runStatus(readFileSync(path)).state, 'paused');
  appendFileSync(path, '{"n":99,"torn');
  const done = await resume({ client, journal: await fileJournal(path, { create: false }) });
  assert.equal(done.state, 'done');
  assert.deepEqual(world.bound(), REACHED);
  assert.ok(!readFileSync(path, 'utf8').includes('torn'));
});

test('a file that is missing is created for a new run only, and one in no folder is an error', async () => {
  const missing = join(folder, 'missing');
  assert.equal(await fileJournal(missing, { create: false }).catch(codeOf), 'journal-unusable');
  assert.equal(existsSync(missing), false);
  assert.equal(await fileJournal(join(missing, 'run')).catch(codeOf), 'journal-unusable');
});

test('lines that another process has written stop this one before it sends anything', async () => {
  const world = createWorld();
  const path = join(folder, 'two.jsonl');
  const journal = await fileJournal(path);
  await journal.read();
  appendFileSync(path, 'somebody else\n');
  const plan = await world.plan();
  const sent = world.asked.length;
  const late = {
    ...journal,
    name: path,
    read: async () => new Uint8Array(),
    append: journal.append.bind(journal),
  };
  assert.equal(await apply(plan, { client: world.client, journal: late }).catch(codeOf), 'journal-changed');
  assert.equal(world.asked.length, sent);
  await journal.close?.();
});
