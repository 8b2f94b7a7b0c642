// docs/exports.md: its commands print what stands below them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { folder } from '../cli/ran.js';
import { session, sessionsOf } from '../cli/session.js';
import { serveEmulator } from '../ring/served.js';

test('every session of the page prints what stands there, one after the other', async () => {
  const server = await serveEmulator({ provisioningDelay: 0 });
  after(() => server.close());
  const env = {
    CLOUDFLARE_BASE_URL: server.url,
    CLOUDFLARE_API_TOKEN: 'any',
    CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
  };
  const consoles = sessionsOf(readFileSync('docs/exports.md', 'utf8'));
  assert.ok(consoles.length >= 2, `${consoles.length} sessions were found`);
  const cwd = folder();
  for (const text of consoles) {
    const seen = await session(text, cwd, env);
    assert.equal(seen.replaceAll(server.url, 'http://127.0.0.1:8788/client/v4'), text);
  }
});
