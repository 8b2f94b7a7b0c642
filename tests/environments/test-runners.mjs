// Test runners, with the DOM of jsdom or happy-dom: there bytes, errors and text coders come from another realm, or are missing.

import { COMMON_JS, FUNCTION } from './example.mjs';

const LIST = `'[{"cidr":"192.0.2.0/24","service_id":"s"}]'`;

/** What a web console's test does besides: bytes of Node, an error, a plan. */
const LAW = `
  expect(byoip.BindingTable.fromEnvelope(Buffer.from(${LIST})).find('192.0.2.1')).toBe(0);
  expect(byoip.BindingTable.fromEnvelope(${LIST}).find('192.0.2.1')).toBe(0);
  expect(() => byoip.parseCidr('192.0.2.1/24')).toThrow(byoip.ByoipError);
  const desired = [{ cidr: '192.0.2.0/24', serviceId: 's' }];
  expect(byoip.plan({ prefix: { cidr: '192.0.2.0/24' }, current: [], desired, names: { s: 'CDN' } }).steps.length).toBeGreaterThan(0);
`;

const JEST = `
const { readFileSync, writeFileSync } = require('node:fs');
const byoip = require('byoip');

test('the first program of README, and what a console does besides', async () => {
  const lines = [];
  jest.spyOn(console, 'log').mockImplementation((line) => lines.push(line + '\\n'));
  require('./program.js');
${LAW}
  expect(typeof require('byoip/emulator').createEmulator).toBe('function');
  const slim = require('byoip/slim');
  await slim.init(readFileSync(require.resolve('byoip/byoip.wasm')));
  expect(slim.parseCidr('192.0.2.0/24').size).toBe('256');
  writeFileSync('said.txt', lines.join(''));
});
`;

const VITEST = `
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as byoip from 'byoip';
import { said } from './said.js';

test('the first program of README, and what a console does besides', () => {
${LAW}
  writeFileSync('said.txt', said());
});
`;

/** The client, with its requests intercepted and answered by the emulator. */
const MSW = `
import { writeFileSync } from 'node:fs';
import { Byoip, isByoipError } from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID } from 'byoip/emulator';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { expect, test } from 'vitest';
import { said } from './said.js';

test('the client works behind an interceptor', async () => {
  const emulator = createEmulator();
  const server = setupServer(http.all('https://api.cloudflare.com/*', ({ request }) => emulator.fetch(request)));
  server.listen({ onUnhandledRequest: 'error' });
  const client = new Byoip({ apiToken: 't', accountId: SEED_ACCOUNT_ID });
  const [prefix] = await client.addressing.prefixes.list();
  expect((await client.addressing.prefixes.serviceBindings.list(prefix.id)).length).toBe(2);
  const error = await client.addressing.prefixes.get('0'.repeat(32)).then(null, (thrown) => thrown);
  expect(isByoipError(error) && error.status).toBe(404);
  server.close();
  writeFileSync('said.txt', said());
});
`;

const jest = (version, environment) => ({
  name: `Jest ${version}, jsdom`,
  packages: { jest: version, 'jest-environment-jsdom': environment },
  files: {
    'package.json': '{ "name": "user", "version": "1.0.0", "private": true }',
    'program.js': COMMON_JS,
    'console.test.js': JEST,
  },
  run: ['jest --env=jsdom', 'cat said.txt'],
});

const vitest = (name, environment, packages, source) => ({
  name: `Vitest, ${name}`,
  packages: { vitest: '5.1.2', ...packages },
  files: { 'said.js': FUNCTION, 'console.test.js': source },
  run: [`vitest run --environment ${environment}`, 'cat said.txt'],
});

/** @type {readonly import('./list.mjs').Environment[]} */
export const TEST_RUNNERS = [
  jest('29.6.3', '29.6.4'),
  jest('30.5.2', '30.5.2'),
  vitest('jsdom', 'jsdom', { jsdom: '31.0.1' }, VITEST),
  vitest('happy-dom', 'happy-dom', { 'happy-dom': '21.0.4' }, VITEST),
  vitest('jsdom and msw', 'jsdom', { jsdom: '31.0.1', msw: '3.0.5' }, MSW),
  vitest('Node and msw', 'node', { msw: '3.0.5' }, MSW),
];
