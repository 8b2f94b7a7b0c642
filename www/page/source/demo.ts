// The demo: the emulator of the API, running in this page instead of behind a Worker.

import { BASE_PATH, createEmulator } from '../../../src/js/entry/emulator.js';
import type { Session } from './api.js';
import { DEMO_ACCOUNT_ID, demoState } from './demo-account.js';

/** A fresh demo account. */
export function openDemoSession(): Session {
  const emulator = createEmulator({ now: Date.now, state: demoState(Date.now()) });
  return {
    token: 'demo',
    accountId: DEMO_ACCOUNT_ID,
    fetch: (path, { headers = {} }) => {
      const url = `https://emulator.invalid${BASE_PATH}/${path.replace(/^api\//, '')}`;
      return emulator.fetch(new Request(url, { headers }));
    },
  };
}
