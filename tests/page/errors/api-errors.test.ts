// Errors on the page: each says what happened, where, and what to do, and the next action works.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { leave, workerHost } from '../setup/page-suite.js';
import { BINDINGS_PATH, enveloped, FAITHFUL, type Instead } from '../setup/upstream.js';
import type { Visit } from '../setup/visit.js';

const host = await workerHost();
let visit: Visit;
afterEach(async () => {
  host.upstream.behave(FAITHFUL);
  await leave(visit);
});

const errorText = (): Promise<string> => visit.read('.error-notice');
const again = (): Promise<void> => visit.page.getByRole('button', { name: 'Try again' }).click();
/** The page is whole again, and answers. */
const recovers = async (): Promise<void> => {
  await again();
  await visit.greeted();
  assert.equal(await visit.page.locator('.error-notice').count(), 0);
  assert.match(await visit.ask('192.0.2.1'), /CDN/);
};
const bindingsAnswer = (instead: Instead): void =>
  host.upstream.behave((path) => (path === BINDINGS_PATH ? instead : null));
/** Opens the page, and waits for the error. */
const visitError = async (): Promise<string> => {
  visit = await host.visit();
  await visit.page.locator('.error-notice').waitFor();
  return errorText();
};

test('the page names an upstream that is down, and recovers when it is back', async () => {
  await host.upstream.close();
  const shown = await visitError();
  assert.match(shown, /Could not reach the API/);
  assert.match(shown, /GET \/api\/accounts\//);
  assert.match(shown, /upstream-unreachable/);
  await again();
  await visit.page.locator('.error-notice').waitFor();
  await host.upstream.reopen();
  await recovers();
});

test('HTML in place of JSON is an error that says so', async () => {
  bindingsAnswer({ type: 'text/html', body: '<!doctype html><title>502</title><h1>bad gateway</h1>' });
  const shown = await visitError();
  assert.match(shown, /upstream-not-json/);
  assert.doesNotMatch(shown, /bad gateway/);
  host.upstream.behave(FAITHFUL);
  await recovers();
});

test('an error of the API is shown with the messages of the API', async () => {
  const errors = [{ code: 10000, message: 'Authentication <b>error</b>' }];
  bindingsAnswer({
    status: 403,
    body: JSON.stringify({ success: false, errors, messages: [], result: null }),
  });
  const shown = await visitError();
  assert.match(shown, /The API returned an error/);
  assert.match(shown, /10000 Authentication <b>error<\/b>/);
  host.upstream.behave(FAITHFUL);
  await recovers();
});

test('`success: false` with status 200 is an error, never an empty list', async () => {
  bindingsAnswer({ body: JSON.stringify({ success: false, errors: [], messages: [], result: null }) });
  assert.match(await visitError(), /The API returned an error/);
  assert.equal(await visit.page.locator('.empty').count(), 0);
});

test('a truncated response is an error, never a shorter list', async () => {
  bindingsAnswer({ body: '{"success":true,"errors":[],"messages":[],"result":[{"id":"0429b49b' });
  assert.match(await visitError(), /upstream-not-json/);
  host.upstream.behave(FAITHFUL);
  await recovers();
});

test('a success without `result` is an error, never an empty list', async () => {
  bindingsAnswer({ body: JSON.stringify({ success: true, errors: [], messages: [] }) });
  assert.match(await visitError(), /envelope-result-missing/);
  assert.equal(await visit.page.locator('.empty').count(), 0);
  host.upstream.behave(FAITHFUL);
  await recovers();
});

test('a value of the wrong type is an error with its JSON pointer', async () => {
  bindingsAnswer(enveloped([{ id: 'a1', cidr: 7, service_id: 'b2' }]));
  const shown = await visitError();
  assert.match(shown, /\/result\/0\/cidr/);
  assert.match(await visit.read('.excerpt'), /"cidr":7/);
  host.upstream.behave(FAITHFUL);
  await recovers();
});

test('an error between page and Worker differs from one behind the Worker', async () => {
  visit = await host.visit();
  await visit.greeted();
  await visit.page.route('**/bindings', (route) => route.abort());
  await visit.page.locator('#prefixes .radio').nth(1).click();
  await visit.page.locator('.error-notice').waitFor();
  assert.match(await errorText(), /own server does not answer/);
  assert.match(await errorText(), /network-failed/);
  await visit.page.unroute('**/bindings');
  await again();
  await visit.page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
});

test('a prefix without bindings says what the first binding must cover', async () => {
  bindingsAnswer(enveloped([]));
  visit = await host.visit();
  await visit.page.locator('.empty').waitFor();
  const shown = await visit.read('.empty');
  assert.match(shown, /No bindings yet/);
  assert.match(shown, /must cover the whole prefix: bind 192\.0\.2\.0\/24/);
  host.upstream.behave(FAITHFUL);
  await visit.page.getByRole('button', { name: 'Refresh' }).click();
  await visit.greeted();
});

test('an account without a prefix says so', async () => {
  host.upstream.behave((path) => (path.endsWith('/prefixes') ? enveloped([]) : null));
  visit = await host.visit();
  await visit.page.locator('.empty').waitFor();
  assert.match(await visit.read('.empty'), /This account has no prefix/);
});

test('offline, the page says so and still answers', async () => {
  visit = await host.visit();
  await visit.greeted();
  await visit.page.context().setOffline(true);
  await visit.page.locator('.offline').waitFor();
  assert.match(await visit.ask('192.0.2.77'), /Magic Transit/);
  await visit.page.context().setOffline(false);
  await visit.page.locator('.offline').waitFor({ state: 'detached' });
});

for (const { text, code, position, suggestion } of [
  { text: '192.0.2.256', code: 'octet-too-large', position: '256', suggestion: null },
  { text: '192.0.2.1 ', code: 'stray-whitespace', position: ' ', suggestion: '192.0.2.1' },
  { text: '192.0.2.x', code: 'unexpected-character', position: 'x', suggestion: null },
  { text: '192.0.2.5/24', code: null, position: null, suggestion: '192.0.2.5' },
  { text: '[2001:db8::1]:443', code: null, position: null, suggestion: '2001:db8::1' },
  { text: 'fe80::1%eth0', code: 'zone-id', position: null, suggestion: 'fe80::1' },
  { text: '', code: 'text-empty', position: null, suggestion: null },
]) {
  test(`\`${text}\` is an error with its position and suggestion, and a valid address works next`, async () => {
    visit = await host.visit();
    await visit.greeted();
    const shown = await visit.ask(text);
    assert.match(shown, /not an address|Type an address/);
    if (code !== null) assert.match(shown, new RegExp(`Code ${code}`));
    if (position !== null)
      assert.equal(await visit.page.locator('mark.error-position').textContent(), position);
    assert.equal(await visit.page.getAttribute('#address', 'aria-invalid'), 'true');
    const suggestions = visit.page.locator('.input-error button');
    assert.deepEqual(await suggestions.allInnerTexts(), suggestion === null ? [] : [`Look up ${suggestion}`]);
    if (suggestion === null) await visit.ask('192.0.2.1');
    else await suggestions.click();
    assert.equal(await visit.page.getAttribute('#address', 'aria-invalid'), null);
    // An address in another prefix of the account opens that prefix.
    await visit.page.locator('.asked', { hasText: suggestion ?? '192.0.2.1' }).waitFor();
  });
}

test('hostile names are shown as text with their invisible characters escaped, and run nothing', async () => {
  const names = [
    '<img src=x onerror=alert(1)>',
    'CDN\u202e)evil(',
    '\u0000\u200b</svg><script>alert(1)</script>',
    'N'.repeat(9000),
  ];
  const bindings = names.map((name, at) => ({
    id: `id-${at}-<b>`,
    cidr: at === 0 ? '192.0.2.0/24' : `192.0.2.${at * 16}/28`,
    service_id: `service-${at}`,
    service_name: name,
    provisioning: { state: at === 3 ? '<i>odd</i>' : 'active' },
  }));
  host.upstream.behave((path) => {
    if (path === BINDINGS_PATH) return enveloped(bindings);
    if (path.endsWith('/services'))
      return enveloped(names.map((name, at) => ({ id: `service-${at}`, name })));
    return null;
  });
  visit = await host.visit();
  await visit.greeted();
  const shown = await visit.ask('192.0.2.17');
  assert.match(shown, /U\+202E/);
  const strange = await visit.page.evaluate(
    () => document.querySelectorAll('img, b, i, main script, iframe').length,
  );
  assert.equal(strange, 0);
  const text = await visit.read('main');
  assert.match(text, /<img src=x onerror=alert\(1\)>/);
  for (const hidden of ['\u202e', '\u0000', '\u200b']) assert.ok(!text.includes(hidden));
  assert.doesNotMatch(text, /N{200}/);
  assert.equal(await visit.scrollsSideways(), false);
  await visit.shoot('hostile-names');
});

test('2,000 bindings are drawn with few nodes, separate when zoomed, and still resolve', async () => {
  const cidrAt = (at: number): string => `10.${at >> 8}.${at & 255}.0/24`;
  const hosts = Array.from({ length: 2000 }, (_, at) => ({
    id: `h${at}`,
    cidr: cidrAt(at),
    service_id: at % 2 === 0 ? 'a' : 'b',
    service_name: at % 2 === 0 ? 'CDN' : 'Spectrum',
  }));
  const whole = { id: 'whole', cidr: '10.0.0.0/8', service_id: 'a', service_name: 'CDN' };
  host.upstream.behave((path) => {
    if (path === BINDINGS_PATH) return enveloped([whole, ...hosts]);
    if (path.endsWith('/prefixes'))
      return enveloped([{ id: BINDINGS_PATH.split('/').at(-2), cidr: '10.0.0.0/8', approved: 'V' }]);
    return null;
  });
  visit = await host.visit();
  await visit.greeted();
  assert.ok((await visit.page.locator('.drawing *').count()) < 4000);
  assert.match(await visit.ask('10.0.3.9'), /Spectrum/);
  const clusters = visit.page.locator('.block.cluster');
  assert.ok((await clusters.count()) > 1);
  const drawn = await visit.page
    .locator('.block')
    .evaluateAll((blocks) =>
      blocks.map((block) => Number(/^(\d+) bindings/.exec(block.getAttribute('aria-label') ?? '')?.[1] ?? 1)),
    );
  assert.equal(
    drawn.reduce((sum, count) => sum + count, 0),
    2001,
    'every binding is drawn or counted',
  );
  await visit.shoot('two-thousand');
  for (let depth = 0; depth < 6 && (await clusters.count()) > 0; depth += 1) await clusters.first().click();
  assert.equal(await clusters.count(), 0);
  assert.ok((await visit.page.locator('.crumb').count()) > 1);
});
