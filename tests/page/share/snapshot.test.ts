// Page, package and command line write the same bytes as the snapshot of an account.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Byoip, takeSnapshot, writeSnapshot } from 'byoip';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { byoip } from '../../cli/setup/run-command.js';
import { openMenu } from '../setup/actions.js';
import { workerHost } from '../setup/page-suite.js';
import { type Behaviour, BINDINGS_PATH, enveloped, FAITHFUL } from '../setup/upstream.js';

const host = await workerHost();

const untimed = (text: string): string => text.replace(/^"taken_at":"[^"]+",$/m, '');

async function byThePage(): Promise<string> {
  const visit = await host.visit();
  await visit.greeted();
  await visit.page.locator('#targets').waitFor();
  await openMenu(visit);
  const [download] = await Promise.all([
    visit.page.waitForEvent('download'),
    visit.page.getByRole('button', { name: 'Take a snapshot' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  assert.deepEqual(visit.complaints, []);
  await visit.close();
  return text;
}

async function byThePackage(): Promise<string> {
  const { url: baseURL } = host.upstream;
  const client = new Byoip({ apiToken: 'token', accountId: SEED_ACCOUNT_ID, baseURL, env: {} });
  return writeSnapshot(await takeSnapshot(client));
}

async function byTheCommandLine(): Promise<string> {
  const env = {
    CLOUDFLARE_API_TOKEN: 'token',
    CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
    CLOUDFLARE_BASE_URL: host.upstream.url,
  };
  const { code, stdout, stderr } = await byoip(['snapshot'], { env });
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
}

/** Unknown fields, another order of fields and of the list, CIDRs that are not canonical. */
const ODD: Behaviour = (path) =>
  path === BINDINGS_PATH
    ? enveloped([
        {
          zone: { b: 1.5, a: [null, 'é\u2028'] },
          service_name: 'CDN',
          service_id: 'c',
          cidr: '192.0.2.9/30',
          id: 'y',
        },
        {
          id: 'x',
          provisioning: { since: 7, state: 'active' },
          cidr: '192.0.2.0/24',
          service_id: 'm',
          area: null,
        },
        { cidr: '192.0.2.64/26', id: 'w', service_id: null },
      ])
    : null;

for (const [what, behaviour] of [
  ['the seeded account', FAITHFUL],
  ['an account with what nobody expects', ODD],
] as const) {
  test(`the page, the package and the command line write the same bytes of ${what}`, async () => {
    host.upstream.behave(behaviour);
    const text = await byThePackage();
    assert.equal(untimed(await byTheCommandLine()), untimed(text), 'the command line');
    assert.equal(untimed(await byThePage()), untimed(text), 'the page');
    assert.equal(writeSnapshot(text), text, 'and they are canonical');
    host.upstream.behave(FAITHFUL);
  });
}
