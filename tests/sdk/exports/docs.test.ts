// docs/exports.md: its sessions have the real output.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { checkSessions, sessionsOf } from '../../cli/setup/console-sessions.js';
import { temporaryFolder } from '../../cli/setup/run-command.js';
import { serveEmulator } from '../../ring/setup/emulator-server.js';

test('every session in docs/exports.md has the real output', async () => {
  const server = await serveEmulator({ provisioningDelay: 0 });
  after(() => server.close());
  const env = {
    CLOUDFLARE_BASE_URL: server.url,
    CLOUDFLARE_API_TOKEN: 'any',
    CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
  };
  assert.ok(sessionsOf(readFileSync('docs/exports.md', 'utf8')).length >= 2);
  const withDocumentedUrl = (output: string) =>
    output.replaceAll(server.url, 'http://127.0.0.1:8788/client/v4');
  await checkSessions('docs/exports.md', temporaryFolder(), env, withDocumentedUrl);
});
