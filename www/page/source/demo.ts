// The demo: the API emulator, running in this page instead of behind a Worker.

import { BASE_PATH, createEmulator } from '../../../src/js/entry/emulator.js';
import type { Session } from './api.js';
import { createDemoState, DEMO_ACCOUNT_ID } from './demo-account.js';

/** A new demo account. */
export function openDemoSession(): Session {
  const emulator = createEmulator({ now: Date.now, state: createDemoState(Date.now()) });
  return {
    token: 'demo',
    accountId: DEMO_ACCOUNT_ID,
    fetch: (path, { headers = {} }) => {
      const url = `https://emulator.invalid${BASE_PATH}/${path.replace(/^api\//, '')}`;
      return emulator.fetch(new Request(url, { headers }));
    },
  };
}
