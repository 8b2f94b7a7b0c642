// What the page says where its WebAssembly does not load: no file, another file, half a file, no WebAssembly at all.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainHost } from '../setup/page-suite.js';
import type { Manner } from '../setup/visit.js';

const host = await plainHost();

const answering = (answer: { status?: number; contentType?: string; body?: string | Buffer }): Manner => ({
  prepare: (page) => page.route(/core-[^/]*\.wasm$/, (route) => route.fulfill(answer)),
});

const CASES: readonly (readonly [name: string, manner: Manner, said: RegExp])[] = [
  [
    'no file',
    answering({ status: 404, body: 'not here' }),
    /status 404[\s\S]*check that all files of the page were deployed/,
  ],
  [
    'a login page',
    answering({ contentType: 'text/html', body: '<!doctype html>' }),
    /an HTML page in place of the file/,
  ],
  [
    'half a file',
    answering({ contentType: 'application/wasm', body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 200]) }),
    /incomplete or damaged/,
  ],
  [
    'no WebAssembly',
    { prepare: (page) => page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly')) },
    /Lockdown Mode or a policy/,
  ],
];

for (const [name, manner, said] of CASES) {
  test(`${name}: the error says what it is, and nothing else is shown`, async () => {
    const visit = await host.visit(manner);
    await visit.page.locator('.error-notice').waitFor();
    const shown = await visit.read('.error-notice');
    assert.match(shown, /could not load its lookup engine/);
    assert.match(shown, said);
    assert.equal(await visit.page.locator('#map').isVisible(), false);
    assert.deepEqual(
      visit.complaints.filter((line) => line.startsWith('uncaught')),
      [],
    );
    await visit.close();
  });
}
