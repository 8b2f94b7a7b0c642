// A run in a page of Chromium, with its journal in IndexedDB: the tab is closed in mid-step, and another one goes on.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { createEmulator, SEED_ACCOUNT_ID } from 'byoip/emulator';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { DESIRED, PREFIX, REACHED } from './world.js';

/** What a tab does; the results are on `window`. */
const PAGE = `
import { apply, Byoip, indexedDbJournal, resume, runStatus, toRunPlan } from 'byoip';
const DESIRED = ${JSON.stringify(DESIRED)};
const PREFIX = ${JSON.stringify(PREFIX)};
const client = new Byoip({ apiToken: 'any', accountId: '${SEED_ACCOUNT_ID}', baseURL: location.origin + '/client/v4' });
const kinds = [];
const onEvent = (event) => event.kind === 'record' && kinds.push(event.record.kind);
const owner = { name: 'tab', host: location.host };
Object.assign(window, {
  kinds,
  async start() {
    const [current, services] = await Promise.all([
      client.addressing.prefixes.serviceBindings.list(PREFIX.id),
      client.addressing.services.list(),
    ]);
    const limits = { changedPercent: 100, deletedPercent: 100 };
    const task = { prefix: { cidr: PREFIX.cidr }, current, services, desired: DESIRED, limits };
    const plan = toRunPlan('${SEED_ACCOUNT_ID}', [{ prefixId: PREFIX.id, task }]);
    return (await apply(plan, { client, journal: await indexedDbJournal('run'), onEvent, owner })).state;
  },
  async goOn() {
    return (await resume({ client, journal: await indexedDbJournal('run'), onEvent, owner })).state;
  },
  async look() {
    const journal = await indexedDbJournal('run');
    const bytes = await journal.read();
    journal.close();
    return runStatus(bytes).state;
  },
  open: () => indexedDbJournal('run').then(() => 'opened', ({ code, message }) => \`\${code}: \${message}\`),
  async openLate() {
    navigator.locks.request('byoip-journal late', () => new Promise((release) => setTimeout(release, 300)));
    const journal = await indexedDbJournal('late');
    journal.close();
    (await indexedDbJournal('late')).close();
    return 'opened';
  },
});
`;

const closing: (() => Promise<unknown> | unknown)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

test('a tab that is closed in mid-step leaves a journal from which another tab goes on', async () => {
  const emulator = createEmulator({ now: Date.now, speed: 3600 });
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: process.cwd(), loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    if (incoming.url === '/')
      return outgoing
        .setHeader('content-type', 'text/html')
        .end('<script type="module" src="/page.js"></script>');
    if (incoming.url === '/page.js') return outgoing.setHeader('content-type', 'text/javascript').end(script);
    const { method = 'GET', headers } = incoming;
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
    const request = new Request(`http://emulator.invalid${incoming.url}`, {
      method,
      headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
      ...body,
    });
    const answer = await emulator.fetch(request);
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers as Headers));
    return outgoing.end(new Uint8Array(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH ?? '' });
  closing.push(() => browser.close());
  const context = await browser.newContext();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const tab = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction('window.goOn');
    return page;
  };
  const first = await tab();
  void first.evaluate('start()').catch(() => {});
  await first.waitForFunction("kinds.includes('outcome')");
  const second = await tab();
  assert.equal(await second.evaluate('open()'), 'journal-changed: another tab uses the journal `run`');
  assert.equal(await second.evaluate('openLate()'), 'opened', 'a lock can outlive its tab by a moment');
  await first.close();
  assert.equal(await second.evaluate('look()'), 'running');
  assert.equal(await second.evaluate('goOn()'), 'done');
  const prefix = emulator.state.accounts[0]?.prefixes.find(({ id }) => id === PREFIX.id);
  assert.deepEqual(prefix?.bindings.map(({ cidr, serviceId }) => `${cidr} ${serviceId}`).sort(), REACHED);
});
