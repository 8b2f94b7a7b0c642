// The demo: the API emulator, running in this page instead of behind a Worker. Its account is the example of the API
// documentation, and an IPv6 prefix with many bindings.

import {
  BASE_PATH,
  type BindingRecord,
  createEmulator,
  PROVISIONING_DELAY,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
  type State,
  seed,
} from '../../../src/js/entry/emulator.js';
import type { Session } from './api.js';

const { cdn, spectrum } = SEED_SERVICES;

/** Sites of the demo's network: a /40 each, with servers and a lab; some have a regional binding. */
const SITES = 8;
const HOUR = 60 * 60 * 1000;

/** The emulator's state at `now`: its seed, with more bindings in the IPv6 prefix. */
function createDemoState(now: number): State {
  const state = seed(now, PROVISIONING_DELAY);
  const prefix = state.accounts[0]?.prefixes.find(({ id }) => id === SEED_PREFIXES.v6.id);
  let count = 0;
  const bind = (cidr: string, serviceId: string | null, activeAt = now): BindingRecord => {
    count += 1;
    return { id: `de30${count.toString(16).padStart(28, '0')}`, cidr, serviceId, activeAt };
  };
  for (let site = 0; site < SITES; site += 1) {
    const block = (0x4000 + site * 0x200).toString(16);
    const lab = (0x4010 + site * 0x200).toString(16);
    prefix?.bindings.push(
      bind(`2001:db8:${block}::/40`, spectrum.id),
      bind(`2001:db8:${block}::/48`, cdn.id),
      bind(`2001:db8:${block}:53::/64`, spectrum.id),
      bind(`2001:db8:${lab}::/44`, cdn.id, site === SITES - 1 ? now + HOUR : now),
    );
    if (site % 3 === 0) prefix?.bindings.push(bind(`2001:db8:${block}:ff00::/56`, null));
  }
  // Two halves of one block with the same service, so that the page suggests to aggregate them.
  prefix?.bindings.push(bind('2001:db8:6000::/37', spectrum.id), bind('2001:db8:6800::/37', spectrum.id));
  return state;
}

/** A new demo account. */
export function openDemoSession(): Session {
  const emulator = createEmulator({ now: Date.now, state: createDemoState(Date.now()) });
  return {
    token: 'demo',
    accountId: SEED_ACCOUNT_ID,
    fetch: (path, { headers = {} }) => {
      const url = `https://emulator.invalid${BASE_PATH}/${path.replace(/^api\//, '')}`;
      return emulator.fetch(new Request(url, { headers }));
    },
  };
}
