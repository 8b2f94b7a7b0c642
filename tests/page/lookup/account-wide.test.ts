// Looking up is account-wide: 30 prefixes with 5,000 bindings each, drafts, prefixes that do not load.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../../src/js/entry/slim.js';
import { BindingTable } from '../../../src/js/index.js';
import { createOpenPrefix, type OpenPrefix } from '../../../www/page/bindings/open-prefix.js';
import { Yielder } from '../../../www/page/lib/yielder.js';
import {
  type BulkScope,
  countByService,
  lookUpAll,
  splitAddresses,
} from '../../../www/page/lookup/bulk-lookup.js';
import { addBinding, openMany, press, saved } from '../setup/actions.js';
import { largeSnapshot, openSnapshot } from '../setup/large-account.js';
import { leave, plainHost } from '../setup/page-suite.js';

before(() => init(readFileSync('dist/byoip.wasm')));

const host = await plainHost();

async function opened(
  cidr: string,
  list: readonly (readonly [string, string | null, string?])[],
): Promise<OpenPrefix> {
  const bindings = list.map(([block, serviceId, state = 'active']) => ({
    id: block,
    cidr: block,
    serviceId,
    serviceName: serviceId,
    state,
    extra: {},
  }));
  const table = BindingTable.fromBindings(bindings, { prefix: cidr });
  return createOpenPrefix({ id: cidr, cidr, extra: {} }, { table, bindings }, new AbortController().signal);
}

test('each address is answered in the most specific prefix, by the current bindings and by the draft', async () => {
  const outer = await opened('10.0.0.0/8', [['10.0.0.0/8', 'transit']]);
  const inner = await opened('10.1.0.0/16', [
    ['10.1.0.0/16', 'cdn'],
    ['10.1.1.0/24', 'spectrum', 'provisioning'],
    ['10.1.2.0/24', 'cdn', 'odd'],
  ]);
  const six = await opened('2001:db8::/32', [['2001:db8::/48', null]]);
  const draft = await opened('10.1.0.0/16', [['10.1.0.0/16', 'spectrum']]);
  const asked: string[] = [];
  const scope: BulkScope = {
    prefixes: [outer.prefix, inner.prefix, six.prefix, { id: 'gone', cidr: '192.0.2.0/24', extra: {} }],
    noun: 'account',
    draft,
    async open(prefix) {
      asked.push(prefix.cidr);
      const value = [outer, inner, six].find((one) => one.prefix.id === prefix.id);
      if (value !== undefined) return { kind: 'ready', value };
      return { kind: 'error', error: { title: '', detail: '', where: '', help: '', code: 'x' } };
    },
  };
  const texts = splitAddresses(
    '10.2.0.1 10.1.0.1, 10.1.1.1; 10.1.2.1 2001:db8::1 2001:db8:1::1 192.0.2.1 8.8.8.8. (host)',
  );
  const answers = await lookUpAll(texts, scope, new Yielder());
  const shown = answers.map(({ address, prefix, owner, drafted, remark }) =>
    [
      address,
      prefix,
      owner?.serviceId,
      owner?.progress,
      drafted === undefined ? '–' : drafted?.serviceId,
      remark,
    ].join(' '),
  );
  assert.deepEqual(shown, [
    '10.2.0.1 10.0.0.0/8 transit active – ',
    '10.1.0.1 10.1.0.0/16 cdn active spectrum ',
    '10.1.1.1 10.1.0.0/16 spectrum provisioning spectrum ',
    '10.1.2.1 10.1.0.0/16 cdn stuck spectrum ',
    '2001:db8::1 2001:db8::/32   – only a regional binding',
    '2001:db8:1::1 2001:db8::/32   – no binding',
    '192.0.2.1 192.0.2.0/24   – could not read the bindings',
    '8.8.8.8    – not in this account',
    'host    – not an address',
  ]);
  assert.equal(new Set(asked).size, asked.length, 'each prefix is read once');
  assert.equal(
    countByService(answers).services.reduce((sum, [, count]) => sum + count, 0),
    4,
  );
  assert.equal(
    countByService(answers).others.reduce((sum, [, count]) => sum + count, 0),
    5,
  );
});

test('in an account of 30 prefixes, one field finds any address, and many addresses name their prefixes', async () => {
  const visit = await host.visit();
  await openSnapshot(visit, 'account-wide', largeSnapshot());
  assert.match(await visit.ask('198.51.100.7'), /is not in\s+this file/);
  await visit.page.fill('#address', '10.21.0.8');
  await visit.page.press('#address', 'Enter');
  await visit.page.locator('.crumb.current', { hasText: '10.21.0.0/16' }).waitFor();
  assert.match(await visit.read('#answer'), /10\.21\.0\.8 belongs to\s+SP?\s*Spectrum/);
  await addBinding(visit, '10.21.0.0/24', 'CDN');
  await openMany(visit);
  await visit.page.fill(
    '#bulk-addresses',
    '10.21.0.9 10.22.0.8 10.3.0.56 2001:db8:2000:100::1 203.0.113.1 nonsense',
  );
  await press(visit, 'Look up all');
  await visit.page.locator('.bulk-lookup-answers table').waitFor();
  const rows = await visit.page.locator('.bulk-lookup-answers tbody tr').allInnerTexts();
  const cells = rows.map((row) => row.split('\t').map((cell) => cell.trim()));
  assert.deepEqual(
    cells.map((row) => [row[0], row[1], row[4]]),
    [
      ['10.21.0.9', '10.21.0.0/16', 'active'],
      ['10.22.0.8', '10.22.0.0/16', 'active'],
      ['10.3.0.56', '10.3.0.0/16', 'rolling out'],
      ['2001:db8:2000:100::1', '2001:db8:2000::/37', 'active'],
      ['203.0.113.1', '–', ''],
      ['nonsense', '–', ''],
    ],
  );
  assert.match(cells[0]?.[2] ?? '', /Magic Transit/, 'the answer is by the current bindings');
  assert.match(cells[0]?.[5] ?? '', /CDN/, 'and the draft has a column of its own');
  assert.equal(cells[4]?.[3], 'not in this file');
  const header = await visit.read('.bulk-lookup-answers thead');
  assert.match(header, /With the draft of 10\.21\.0\.0\/16/);
  const { name, bytes } = await saved(visit, 'Download as CSV');
  assert.match(name, /^owners-with-draft-of-10-21-0-0-16-\d{4}-\d\d-\d\d\.csv$/);
  const lines = bytes.toString().split('\r\n');
  assert.equal(
    lines[0],
    'address,prefix,service,service_id,binding,state,remark,draft_service,draft_service_id,draft_binding',
  );
  assert.match(
    lines[1] ?? '',
    /^10\.21\.0\.9,10\.21\.0\.0\/16,Magic Transit,.*,active,,CDN,.*,10\.21\.0\.0\/24$/,
  );
  await leave(visit);
});
