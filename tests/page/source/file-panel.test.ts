// Files, pasted text and drops: what the page reads, and what gives an error, with its position.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { plainHost, visitForEachTest } from '../setup/page-suite.js';

const host = await plainHost();
const visit = visitForEachTest(host);

const LIST = [
  { cidr: '203.0.113.0/24', service_id: 'mt', service_name: 'Magic Transit' },
  { cidr: '203.0.113.16/29', service_id: 'cdn', service_name: 'CDN' },
];
const ENVELOPE = JSON.stringify({
  success: true,
  errors: [],
  messages: [],
  result: LIST.map((one, at) => ({ id: `id-${at}`, ...one })),
});
const [, SNAPSHOT = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/snapshot.md', 'utf8')) ?? [];

const choose = async (): Promise<void> => {
  await visit.page.getByRole('radio', { name: 'File' }).check();
  await visit.page.locator('.file-panel').waitFor();
};
const paste = async (text: string): Promise<void> => {
  await choose();
  await visit.page.fill('#paste', text);
  await visit.page.getByRole('button', { name: 'Open the pasted text' }).click();
};
/** Drops a file on the page, as the browser tells of it. */
const drop = (name: string, text: string): Promise<void> =>
  visit.page.evaluate(
    ({ name, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type: 'application/json' }));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { name, text },
  );

test('a response of the API opens as a file, with its prefix guessed, and resolves addresses', async () => {
  await choose();
  await visit.page.setInputFiles('#file', {
    name: 'bindings.json',
    mimeType: 'application/json',
    buffer: Buffer.from(ENVELOPE),
  });
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  assert.match(await visit.read('#source-setup'), /bindings\.json/);
  assert.match(await visit.ask('203.0.113.17'), /CDN/);
  assert.match(await visit.ask('203.0.113.99'), /Magic Transit/);
  assert.match(await visit.read('#source'), /file: not live/);
});

test('a pasted array opens, with the smallest block around it where no binding contains the others', async () => {
  await paste(
    JSON.stringify([
      { cidr: '198.51.100.8/29', service_id: 'a' },
      { cidr: '198.51.100.64/28', service_id: 'b' },
    ]),
  );
  await visit.page.locator('.crumb.current', { hasText: '198.51.100.0/25' }).waitFor();
  assert.match(await visit.read('#source-setup'), /smallest block around the bindings/);
  assert.match(await visit.ask('198.51.100.33'), /No binding/);
});

test('a list with a field of the name of a snapshot inside is a list', async () => {
  await drop('list.json', JSON.stringify(LIST.map((one) => ({ ...one, byoip_snapshot: 1 }))));
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  assert.match(await visit.ask('203.0.113.17'), /CDN/);
});

test('a dropped snapshot opens with its prefixes, services and BGP state', async () => {
  await drop('snapshot.json', SNAPSHOT);
  await visit.page.locator('.crumb.current', { hasText: '192.0.2.0/24' }).waitFor();
  assert.match(await visit.read('#source-setup'), /Snapshot of 2026-02-20T17:00:00Z/);
  assert.match(await visit.read('#prefix'), /advertised/);
  assert.equal(await visit.page.locator('.drop-overlay').isVisible(), false);
});

test('JSON pasted outside a field opens', async () => {
  await visit.page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, ENVELOPE);
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
});

for (const { name, text, code, marked, expects } of [
  {
    name: 'a bad octet',
    text: '[\n{"cidr":"192.0.2.0/24","service_id":"a"},\n{"cidr":"192.0.2.300/32","service_id":"b"}]',
    code: 'octet-too-large',
    marked: '300',
    expects: /Line 3 Column 18/,
  },
  {
    name: 'a text that is cut off',
    text: '{"success":true,"errors":[],"messages":[],"result":[{"id":"0429',
    code: 'json-truncated',
    marked: null,
    expects: /Expected: JSON from List Service Bindings/,
  },
  {
    name: 'a duplicate key',
    text: '[{"cidr":"192.0.2.0/24","service_id":"a","service_id":"b"}]',
    code: 'json-duplicate-key',
    marked: '"service_id"',
    expects: /Line 1/,
  },
  {
    name: 'something else altogether',
    text: '<html>',
    code: 'json-not-json',
    marked: null,
    expects: /Expected: JSON from List/,
  },
  {
    name: 'a failure of the API',
    text: '{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}',
    code: 'api-failure',
    marked: null,
    expects: /10000 Authentication error/,
  },
]) {
  test(`${name} is an error with the position underlined, and a valid list opens next`, async () => {
    await paste(text);
    await visit.page.locator('.outcome .error-notice').waitFor();
    const shown = await visit.read('.outcome');
    assert.match(shown, new RegExp(code));
    assert.match(shown.replace(/\s+/g, ' '), expects);
    if (marked !== null) assert.equal(await visit.page.locator('.excerpt mark').textContent(), marked);
    await visit.page.fill('#paste', ENVELOPE);
    await visit.page.getByRole('button', { name: 'Open the pasted text' }).click();
    await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  });
}

test('hostile names in a file are shown as text', async () => {
  const names = ['<img src=x onerror=alert(1)>', 'CDN\u202e)evil('];
  await drop(
    '"><script>alert(1)</script>.json',
    JSON.stringify(LIST.map((one, at) => ({ ...one, service_name: names[at] }))),
  );
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  assert.match(await visit.read('main'), /<img src=x onerror=alert\(1\)>/);
  assert.equal(await visit.page.locator('main img, main script').count(), 0);
  assert.ok(!(await visit.read('main')).includes('\u202e'));
});

test('a file that is too large is refused without being read', async () => {
  await visit.page.evaluate(() => {
    const file = new File([new Uint8Array(32 * 1024 * 1024 + 1)], 'large.json');
    file.arrayBuffer = () => Promise.reject(new Error('read all the same'));
    const dataTransfer = new DataTransfer();
    Object.defineProperty(dataTransfer, 'files', { value: [file] });
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  await visit.page.locator('.outcome .error-notice').waitFor();
  assert.match(await visit.read('.outcome'), /too large[\s\S]*33,554,433 bytes/);
});

test('hostile JSON in a file is an error or plain data, and the next list opens', async () => {
  await choose();
  const refused = [
    '['.repeat(100_000),
    `{"a":${'{"a":'.repeat(1000)}1${'}'.repeat(1001)}`,
    '{"byoip_snapshot":1}',
    '{"byoip_snapshot":1,"prefixes":[{"prefix":{"__proto__":1,"id":"p","cidr":"10.0.0.0/33"}}]}',
    '[{"cidr":"192.0.2.0/24","service_id":"a"}] trailing',
    '[{"cidr":"192.0.2.0/24","service_id":"\\ud800"}]',
    '[1e308]',
  ];
  for (const text of refused) {
    await drop('hostile.json', text);
    await visit.page.locator('.outcome .error-notice').waitFor();
    assert.match(await visit.read('.outcome'), /hostile\.json/, text.slice(0, 60));
    await visit.page.getByRole('radio', { name: 'Demo' }).check();
    await visit.greeted();
  }
  const polluted = LIST.map((one) => ({ ...one })).map((one, at) =>
    at === 0 ? JSON.parse(`{"__proto__":{"polluted":true},${JSON.stringify(one).slice(1)}`) : one,
  );
  await drop('prototype.json', JSON.stringify(polluted));
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  assert.equal(await visit.page.evaluate(() => 'polluted' in {}), false);
  assert.match(await visit.ask('203.0.113.17'), /CDN/);
});

test('a file that holds something else than bindings is refused by the name of what it holds', async () => {
  const envelope = (result: unknown, more: object = {}): string =>
    JSON.stringify({ success: true, errors: [], messages: [], result, ...more });
  const prefix = { id: 'p', cidr: '192.0.2.0/24', asn: 13335, approved: 'V' };
  const kinds: readonly (readonly [text: string, name: RegExp])[] = [
    [envelope([prefix]), /it is the response of List Prefixes/i],
    [envelope(prefix), /it is one entry of List Prefixes/i],
    [envelope([{ id: 'b', cidr: '192.0.2.0/24', on_demand: { advertised: true } }]), /List BGP Prefixes/],
    [envelope([{ id: 's', name: 'CDN' }]), /it is the response of List Services/i],
    [envelope([]), /it is an empty list/i],
    [
      envelope([{ id: 'x', ...LIST[0] }], {
        result_info: { page: 1, per_page: 1, count: 1, total_count: 5 },
      }),
      /incomplete/,
    ],
    [
      JSON.stringify({
        success: false,
        errors: [{ code: 10000, message: 'Authentication error' }],
        messages: [],
        result: null,
      }),
      /The API returned an error[\s\S]*Authentication error/,
    ],
    [JSON.stringify({ format: 1, prefix: '192.0.2.0/24', steps: [], fingerprint: 'x' }), /it is a plan/i],
    ['<!doctype html><title>login</title>', /it is an HTML page/i],
    ['cidr,owner\n192.0.2.0/24,CDN', /it is a CSV file/i],
    ['{"byoip_journal":1}\n{}', /it is the journal of a run/i],
  ];
  for (const [text, name] of kinds) {
    await paste(text);
    await visit.page.locator('.error-notice').waitFor();
    assert.match(await visit.read('.error-notice'), name, text.slice(0, 80));
    assert.equal(await visit.page.locator('#map:visible').count(), 0);
  }
});

test('the CSV that the page saves opens again, with states, regional bindings and hostile names', async () => {
  const rows = [
    'cidr,service,service_id,address_count,state,binding_id',
    '203.0.113.0/24,"Magic, ""Transit""",mt,256,active,id-1',
    "203.0.113.16/29,'=1+1,cdn,8,provisioning,id-2",
    '203.0.113.64/26,,,64,active,id-3',
    '203.0.113.128/25,CDN,cdn,128,draft,',
  ];
  await paste(`${rows.join('\r\n')}\r\n`);
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  const table = await visit.read('.grid-body');
  assert.match(table, /Magic, "Transit"/);
  assert.match(table, /=1\+1[\s\S]*provisioning/);
  assert.match(table, /Regional/);
  assert.match(await visit.ask('203.0.113.200'), /=1\+1|CDN/);
});

test('a list may name services in place of their IDs, and no such binding looks regional', async () => {
  await paste(
    JSON.stringify([
      { cidr: '203.0.113.0/24', service: 'Magic Transit' },
      { cidr: '203.0.113.16/29', service: 'CDN' },
    ]),
  );
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  assert.match(await visit.ask('203.0.113.17'), /CDN/);
  assert.match(await visit.ask('203.0.113.1'), /Magic Transit/);
  await visit.page.getByRole('button', { name: 'Open another file' }).click();
  await paste('cidr,service\n203.0.113.0/24,Spectrum\n');
  await visit.page.locator('#bindings-title', { hasText: '1 binding' }).waitFor();
  assert.match(await visit.ask('203.0.113.1'), /Spectrum/);
});
