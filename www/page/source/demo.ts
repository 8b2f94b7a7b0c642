// The demo: the API emulator, running in this page instead of behind a Worker. Its account is the example of the API
// documentation, and an IPv6 prefix with many bindings. Once a run has changed it, this browser keeps it for all tabs.

import {
  BASE_PATH,
  type BindingRecord,
  CLOCK_PATH,
  createEmulator,
  type Emulator,
  PROVISIONING_DELAY,
  readState,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
  type State,
  seed,
  writeState,
} from '../../../src/js/entry/emulator.js';
import type { DemoControls, Session } from './api.js';

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

/** How many times as fast as real time the demo runs while this tab carries out a run: an hour takes a second. */
const FAST = 3600;
/** In the local storage: the state of the demo after the first write. */
const KEY = 'byoip-demo';

/** The demo account. */
export function openDemoSession(): Session {
  const demo = new DemoEmulator();
  return {
    token: 'demo',
    accountId: SEED_ACCOUNT_ID,
    fetch: (path, init) => demo.fetch(path, init),
    demo,
  };
}

/** The local storage; `null` where the browser does not allow it. */
function demoStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

class DemoEmulator implements DemoControls {
  readonly #storage = demoStorage();
  /** The kept state that the emulator has; `null` for the seed. */
  #kept: string | null = null;
  #isFast = false;
  #emulator = start(createDemoState(Date.now()), false);

  fetch(path: string, { method = 'GET', headers = {}, body = null }: RequestInit): Promise<Response> {
    const url = new URL(path.startsWith('api/') ? `${BASE_PATH}/${path.slice(4)}` : pathOf(path), ORIGIN);
    return exclusively(async () => {
      this.#follow();
      const response = await this.#emulator.fetch(new Request(url, { method, headers, body }));
      if (method !== 'GET') this.#keep();
      return response as Response;
    });
  }

  setFast(isFast: boolean): void {
    if (isFast === this.#isFast) return;
    this.#follow();
    this.#isFast = isFast;
    this.#emulator.settle();
    this.#emulator = start(this.#emulator.state, isFast);
    if (this.#kept !== null) this.#keep();
  }

  reset(): void {
    this.#storage?.removeItem(KEY);
  }

  /** Takes over what another tab has written. */
  #follow(): void {
    const kept = this.#storage?.getItem(KEY) ?? null;
    if (kept === this.#kept || kept === null) return;
    this.#kept = kept;
    try {
      this.#emulator = start(readState(kept, Date.now(), PROVISIONING_DELAY), this.#isFast);
    } catch {
      // Of another version: the demo starts anew.
    }
  }

  #keep(): void {
    this.#emulator.settle();
    this.#kept = writeState(this.#emulator.state);
    try {
      this.#storage?.setItem(KEY, this.#kept);
    } catch {
      // The storage is full: the demo lives as long as this tab.
    }
  }
}

const ORIGIN = 'https://emulator.invalid';
const pathOf = (path: string): string => (`/${path}` === CLOCK_PATH ? CLOCK_PATH : `${BASE_PATH}/${path}`);

function start(state: State, isFast: boolean): Emulator {
  return createEmulator({ now: Date.now, state, speed: isFast ? FAST : 1 });
}

/** One request at a time in all tabs, where the browser has locks. */
function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const { locks } = navigator as { readonly locks?: LockManager };
  return locks === undefined ? work() : locks.request(KEY, work);
}
