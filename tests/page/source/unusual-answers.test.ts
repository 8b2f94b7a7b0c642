// Unusual data on the page: stuck bindings, unexpected fields, parts of lists, malformed tokens.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { plainHost, workerHost } from '../setup/page-suite.js';

const plain = await plainHost();
const live = await workerHost({ live: true });

const STUCK = [
  {
    id: 'b1',
    cidr: '203.0.113.0/24',
    service_id: 'mt',
    service_name: 'Magic Transit',
    provisioning: 'active',
  },
  {
    id: 'b2',
    cidr: '203.0.113.0/25',
    service_id: 'cdn',
    service_name: 'CDN',
    provisioning: { state: 'magic_transit_route_missing' },
  },
];

async function pasted(body: object) {
  const visit = await plain.visit();
  await visit.greeted();
  await visit.page.getByRole('radio', { name: 'File' }).check();
  await visit.page.locator('.file-panel').waitFor();
  await visit.page.fill('#paste', JSON.stringify(body));
  await visit.page.getByRole('button', { name: 'Open the pasted text' }).click();
  return visit;
}

test('a stuck binding is labelled in answer, strip, rows and table, and never as rolling out', async () => {
  const messages = ['a bare string', null];
  const visit = await pasted({ success: true, result: STUCK, messages });
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  const answer = await visit.ask('203.0.113.1');
  assert.match(answer, /stuck in the state magic_transit_route_missing/);
  assert.match(answer, /add a Magic route that covers the block/);
  assert.match(answer, /wins, but is stuck[\s\S]*used where the other is not active/);
  const labels = await visit.page
    .locator('.block, .run')
    .evaluateAll((all) =>
      all.map((one) => `${one.getAttribute('class')}: ${one.getAttribute('aria-label')}`),
    );
  const stuck = labels.filter((label) => label.includes(', stuck: '));
  assert.equal(stuck.length, 2, labels.join('\n'));
  assert.ok(stuck.some((label) => label.includes('CDN, stuck: magic_transit_route_missing, 128 addresses')));
  assert.ok(stuck.some((label) => label.includes('CDN, stuck: not active, 128 addresses')));
  assert.ok(stuck.every((label) => /\bstuck\b.*: /.test(label)));
  assert.ok(labels.every((label) => !label.includes('rolling')));
  const label = visit.page.locator('.state.stuck');
  assert.equal(await label.textContent(), 'route missing');
  assert.equal(await label.getAttribute('title'), 'magic_transit_route_missing');
  assert.deepEqual(await visit.axe(), []);
  assert.deepEqual(visit.complaints, []);
  await visit.close();
});

test('a list that says it is one page of several is an error with the page numbers', async () => {
  const visit = await pasted({ success: true, result: STUCK, result_info: { page: 1, total_pages: 3 } });
  await visit.page.locator('.error-notice').waitFor();
  const shown = await visit.read('.error-notice');
  assert.match(shown, /page 1 of 3[\s\S]*Code\s+list-partial/);
  assert.match(shown, /list-partial/);
  await visit.close();
});

test('characters around a token are an error, nothing is sent, and the token is shown nowhere', async () => {
  const visit = await live.visit();
  await visit.page.getByRole('radio', { name: 'Live' }).check();
  await visit.page.getByLabel('Account ID').fill(SEED_ACCOUNT_ID);
  const asked: string[] = [];
  visit.page.on('request', (request) => asked.push(request.url()));
  for (const [token, fault] of [
    ['"t0ken-in-quotes"', /in quotes/],
    ['t0ken\u200b', /invisible character U\+200B/],
  ] as const) {
    await visit.page.getByLabel('API token').fill(token);
    await visit.page.getByRole('button', { name: 'Connect' }).click();
    const shown = await visit.page.locator('#token-problem').textContent();
    assert.match(shown ?? '', fault);
    assert.ok(!(await visit.page.content()).includes('t0ken'));
  }
  assert.deepEqual(asked, []);
  // The word in front of a token in a header is not a part of it, and an ID may be in capitals.
  await visit.page.getByLabel('Account ID').fill('not an ID');
  await visit.page.getByLabel('API token').fill('t0ken');
  await visit.page.getByRole('button', { name: 'Connect' }).click();
  assert.match((await visit.page.locator('#account-problem').textContent()) ?? '', /32 hexadecimal digits/);
  assert.deepEqual(asked, []);
  await visit.page.getByLabel('Account ID').fill(` ${SEED_ACCOUNT_ID.toUpperCase()} `);
  await visit.page.getByLabel('API token').fill(' Bearer t0ken ');
  await visit.page.getByRole('button', { name: 'Connect' }).click();
  await visit.greeted();
  await visit.close();
});
