// The emulator with a prefix of 100,000 bindings: one request, and the text of the state that `--state` saves after each write.

import {
  createEmulator,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
  seed,
  writeState,
} from '../../dist/emulator.js';

const BINDINGS = 100_000;
const URL = `https://emulator.invalid/client/v4/accounts/${SEED_ACCOUNT_ID}/addressing/prefixes/${SEED_PREFIXES.v6.id}/bindings`;
const HEADERS = { authorization: 'Bearer any' };

/** An emulator whose IPv6 prefix has its default binding and a /64 for each number. */
function largeEmulator() {
  const state = seed(0, 0);
  const prefix = state.accounts[0].prefixes.find(({ id }) => id === SEED_PREFIXES.v6.id);
  const more = Array.from({ length: BINDINGS - 1 }, (_, i) => ({
    id: i.toString(16).padStart(32, 'f'),
    cidr: block(i),
    serviceId: SEED_SERVICES.spectrum.id,
    activeAt: 0,
  }));
  prefix.bindings = [prefix.bindings[0], ...more];
  return { emulator: createEmulator({ state }), prefix };
}

const block = (number) =>
  `2001:db8:${((number >> 12) + 0x1000).toString(16)}:${((number & 0xfff) + 1).toString(16)}::/64`;

async function ask({ fetch }, url, method, body) {
  const response = await fetch(url, {
    method,
    headers: HEADERS,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 300) throw new Error(text);
  return text;
}

function contestant(run, limitNs) {
  return [{ name: 'byoip', run, operations: 1, answers: () => [BINDINGS], limitNs }];
}

function create() {
  const { emulator } = largeEmulator();
  let next = BINDINGS;
  const run = async () => {
    next += 1;
    await ask(emulator, URL, 'POST', { cidr: block(next), service_id: SEED_SERVICES.cdn.id });
    return writeState(emulator.state);
  };
  return contestant(run, 100e6);
}

function remove() {
  const { emulator, prefix } = largeEmulator();
  let next = BINDINGS;
  const run = async () => {
    next -= 1;
    await ask(emulator, `${URL}/${prefix.bindings[next].id}`, 'DELETE');
    return writeState(emulator.state);
  };
  return contestant(run, 100e6);
}

function list() {
  const { emulator } = largeEmulator();
  return contestant(() => ask(emulator, URL, 'GET'), 500e6);
}

const size = BINDINGS.toLocaleString('en');

export const rows = [
  {
    id: `emulator-create-${BINDINGS}`,
    title: `a create among ${size} bindings in the emulator, saved`,
    contestants: create,
  },
  {
    id: `emulator-delete-${BINDINGS}`,
    title: `a delete among ${size} bindings in the emulator, saved`,
    contestants: remove,
  },
  { id: `emulator-list-${BINDINGS}`, title: `a list of ${size} bindings of the emulator`, contestants: list },
];
