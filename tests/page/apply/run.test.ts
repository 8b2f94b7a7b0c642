// A plan applied in the page, against the demo: confirmed, carried out, paused, resumed by another tab, abandoned.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStatus } from 'byoip';
import { migration, openMenu, press, saved } from '../setup/actions.js';
import { leave, plainHost } from '../setup/page-suite.js';
import { confirmRun, plannedDefault, plannedDemo, stateIs, stepStates } from './setup.js';

const host = await plainHost();

test('a confirmed plan is carried out to its end, and the prefix then shows the bindings', async () => {
  const visit = await plannedDemo(host);
  await confirmRun(visit, '192.0.2.0/25');
  assert.match(await visit.read('#confirm-problem'), /Type 192\.0\.2\.0\/24 to confirm\. Nothing was sent/);
  assert.equal(await visit.page.locator('#run').isVisible(), false);
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'Waiting: 1 of 2 steps done');
  const [create = '', wait = ''] = await stepStates(visit);
  assert.equal(create, 'done');
  assert.match(wait, /waiting \d+ s left \(\d h \d+ min of the demo’s clock\)/);
  await stateIs(visit, 'Done: 2 of 2 steps');
  assert.deepEqual(await stepStates(visit), ['done', 'done']);
  await press(visit, 'Close run');
  await visit.page.locator('.grid-body [role=row]', { hasText: '192.0.2.8/29' }).waitFor();
  assert.equal(
    await visit.page.locator('#draft-bar .draft-tools').isVisible(),
    false,
    'the draft is in place',
  );
  await visit.page.reload();
  await visit.greeted();
  assert.match(await visit.ask('192.0.2.9'), /CDN/);
  await leave(visit);
});

test('a run whose tab is closed is found by the next one, which resumes it to its end', async () => {
  const first = await plannedDemo(host);
  const second = await first.another();
  await second.greeted();
  await confirmRun(first, '192.0.2.0/24');
  await stateIs(first, 'Waiting');
  assert.match(await first.page.title(), /^\(1\/2\) 192\.0\.2\.0\/24/, 'the tab can be found by its title');
  await second.page.reload();
  await press(second, 'Show the run');
  await stateIs(second, 'Another tab carries this run out: 1 of 2 steps done');
  assert.match(await second.read('#run'), /Carried out by the tab opened at .+ UTC\./);
  for (const name of ['Pause', 'Resume', 'Take over', 'Abandon the run'])
    assert.equal(await second.page.getByRole('button', { name, exact: true }).isVisible(), false, name);
  await first.page.close();
  await stateIs(second, 'Interrupted: 1 of 2 steps done');
  await press(second, 'Resume');
  await stateIs(second, 'Done: 2 of 2 steps');
  await leave(second);
});

test('a paused run sends nothing, can be kept as a file, and goes on in another browser from it', async () => {
  const visit = await plannedDemo(host);
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'Waiting');
  await press(visit, 'Pause');
  await stateIs(visit, 'Paused: 1 of 2 steps done');
  const { name, bytes } = await saved(visit, 'Download journal');
  assert.match(name, /^byoip-\d{8}-\d{6}-[0-9a-f]{4}\.jsonl$/);
  assert.deepEqual([runStatus(bytes).state, runStatus(bytes).stepsDone], ['paused', 1]);
  const demo = await visit.page.evaluate(() => localStorage.getItem('byoip-demo'));
  const other = await host.visit({
    prepare: (page) => page.addInitScript((state) => localStorage.setItem('byoip-demo', state ?? ''), demo),
  });
  await other.greeted();
  await openMenu(other);
  await other.page.setInputFiles('#run-journal', { name, mimeType: 'application/jsonl', buffer: bytes });
  await stateIs(other, 'Paused: 1 of 2 steps done');
  await press(other, 'Resume');
  await stateIs(other, 'Done: 2 of 2 steps');
  await leave(other);
  await leave(visit);
});

test('an abandoned run never goes on; the demo is then made what it was', async () => {
  const visit = await plannedDemo(host);
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'Waiting');
  await visit.page.locator('.run-abandon summary').click();
  assert.match(await visit.read('.run-abandon'), /Ends the run for ever\. 1 step is done and stays/);
  await press(visit, 'Abandon the run');
  await stateIs(visit, 'Abandoned: 1 of 2 steps done');
  assert.equal(await visit.page.getByRole('button', { name: 'Resume', exact: true }).isVisible(), false);
  await press(visit, 'Reset the demo');
  await visit.page.locator('#run').waitFor({ state: 'hidden' });
  await visit.greeted();
  assert.equal(await visit.page.locator('.grid-body [role=row]', { hasText: '192.0.2.8/29' }).count(), 0);
  const names = await visit.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  assert.deepEqual(names, []);
  await leave(visit);
});

test('a wait is skipped with a reason, which the journal keeps; without one it goes on', async () => {
  const visit = await plannedDemo(host);
  const { page } = visit;
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'Waiting');
  await press(visit, 'Pause');
  await stateIs(visit, 'Paused: 1 of 2 steps done');
  await page.locator('.run-skip summary').click();
  assert.match(await visit.read('.run-skip'), /does not have the last change yet/);
  await press(visit, 'Skip the wait');
  assert.match(await visit.read('.run-skip [role=alert]'), /Type a reason\. The wait goes on\./);
  assert.deepEqual(await visit.axe(), []);
  await page.getByLabel('Reason').fill('all data centers were checked');
  await press(visit, 'Skip the wait');
  await stateIs(visit, 'Done: 2 of 2 steps done');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'run-title');
  const journal = (await saved(visit, 'Download journal')).bytes.toString();
  assert.match(
    journal,
    /"kind":"skipped".+"by":"a person in the page","reason":"all data centers were checked"/,
  );
  await leave(visit);
});

test('a question of the run has its choices with their consequences; what the API refuses stops the run with the cure', async () => {
  const visit = await plannedDefault(host);
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'Stopped, needs you: 1 of 5 steps done');
  assert.deepEqual((await stepStates(visit)).slice(0, 3), ['done', 'needs you', 'planned']);
  const question = await visit.read('.run-block[data-code="delete-default"]');
  assert.match(question, /Step 2 deletes the default binding of 192\.0\.2\.0\/24/);
  assert.match(question, /delete”\s+The addresses without a more specific binding lose their service/);
  await visit.page.reload();
  await press(visit, 'Show the run');
  await press(visit, 'Answer “delete”');
  await visit.page.locator('.run-block[data-code="refused"]').waitFor();
  assert.match(await visit.read('.run-block'), /default_binding_advertised/);
  const journal = (await saved(visit, 'Download journal')).bytes.toString();
  assert.match(journal, /"kind":"answered".+"choice":"delete","by":"a person in the page"/);
  await leave(visit);
});

test('a damaged journal and one of another account are refused, with the reason', async () => {
  const visit = await host.visit();
  await visit.greeted();
  await openMenu(visit);
  const upload = (text: string): Promise<void> =>
    visit.page.setInputFiles('#run-journal', {
      name: 'run.jsonl',
      mimeType: 'application/jsonl',
      buffer: Buffer.from(text),
    });
  await upload('{"byoip_snapshot":2}\n');
  await visit.page.locator('#run [role=alert]', { hasText: 'This journal cannot be used' }).waitFor();
  assert.match(await visit.read('#run'), /run\.jsonl/);
  await leave(visit);
});

test('a file has no account to apply a plan to, and the page says so', async () => {
  const visit = await migration(host);
  assert.match(await visit.read('.plan-apply'), /A file is not an account/);
  assert.equal(await visit.page.locator('#confirm').isVisible(), false);
  await leave(visit);
});
