// The page warns of confusable names, with their code points, and of no others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  findConfusableNames,
  type NameWarning,
  skeleton,
} from '../../../www/page/services/confusable-names.js';
import { plainHost } from '../setup/page-suite.js';

const services = (...names: string[]): readonly NameWarning[] =>
  findConfusableNames(
    names.map((name, at) => ({ id: `id-${at}`, name })),
    'services',
  );
/** Each warning in short: whose, why, and the code points. */
const warnings = (...names: string[]): readonly string[] =>
  services(...names).map(({ item, kind, characters }) =>
    [
      item.id,
      kind,
      ...characters.map(({ code, script }) => (script === null ? code : `${code} ${script}`)),
    ].join(' '),
  );

const USUAL = ['Magic Transit', 'CDN', 'Spectrum'];

test('ordinary names give no warning', () => {
  for (const name of [
    'Zürich CDN',
    'Сеть доставки',
    'CDN Россия',
    'CDNサービス東京',
    '서울 CDN',
    'شبكة',
    'नेटवर्क',
    'Ελλάδα 2',
    'µ-edge',
    'e-mail (new)',
    'l10n & I/O 100%',
    '🚀 launch',
    'Ünïcode',
    '',
  ]) {
    assert.deepEqual(warnings(...USUAL, name), [], name);
  }
  assert.deepEqual(warnings('AI', 'AL', 'A-1', 'Burn', 'Spectre'), []);
});

test('a name that looks like another of the account gives a warning, and the ASCII name does not', () => {
  assert.deepEqual(warnings(...USUAL, 'СDN'), ['id-3 looks-like U+0421 Cyrillic']);
  assert.deepEqual(warnings('СDN', 'CDN'), ['id-0 looks-like U+0421 Cyrillic'], 'the order does not decide');
  assert.deepEqual(warnings(...USUAL, 'ＣＤＮ'), ['id-3 looks-like U+FF23 Latin U+FF24 Latin U+FF2E Latin']);
  assert.deepEqual(warnings(...USUAL, '𝐂𝐃𝐍'), ['id-3 looks-like U+1D402 U+1D403 U+1D40D']);
  assert.deepEqual(warnings(...USUAL, 'Spectrurn'), ['id-3 looks-like'], 'rn and m');
  assert.deepEqual(
    warnings('Line 1', 'Line l', 'Line I').map((line) => line.slice(0, 15)),
    ['id-1 looks-like', 'id-2 looks-like'],
  );
  assert.deepEqual(warnings(...USUAL, 'ᏟᎠN'), ['id-3 looks-like U+13DF Cherokee U+13A0 Cherokee']);
  assert.deepEqual(warnings(...USUAL, 'сdn'), ['id-3 looks-like U+0441 Cyrillic'], 'in lower case as well');
});

test('a name with invisible characters looks like the one without them', () => {
  assert.deepEqual(warnings('CDN', 'C\u200bDN'), ['id-1 looks-like U+200B']);
  assert.deepEqual(warnings('CDN', 'CDN\u00a0'), ['id-1 looks-like U+00A0']);
  assert.deepEqual(warnings('Magic Transit', 'Magic\u2003Transit'), ['id-1 looks-like U+2003']);
  assert.deepEqual(warnings('Edge\u202e1'), ['id-0 invisible-characters U+202E']);
  assert.deepEqual(
    warnings('Edge\u3164'),
    ['id-0 invisible-characters U+3164'],
    'a filler is a letter to Unicode',
  );
  assert.deepEqual(warnings('Edge  one'), ['id-0 invisible-characters U+0020']);
});

test('a name that looks like a well-known service gives a warning where the account lacks that service', () => {
  assert.deepEqual(warnings('Magic Тransit'), ['id-0 looks-well-known U+0422 Cyrillic']);
  assert.deepEqual(warnings('Ѕресtrum'), [
    'id-0 looks-well-known U+0405 Cyrillic U+0440 Cyrillic U+0435 Cyrillic U+0441 Cyrillic',
  ]);
  assert.deepEqual(warnings('cdn'), []);
});

test('one name for two IDs gives a warning, and so do names that differ in case only', () => {
  assert.deepEqual(warnings('CDN', 'CDN'), ['id-1 same-name']);
  assert.deepEqual(warnings('Edge', 'EDGE'), ['id-1 case']);
});

test('several scripts in one word give a warning', () => {
  assert.deepEqual(warnings('Ωmega'), ['id-0 mixed-scripts U+03A9 Greek']);
  assert.deepEqual(warnings('Аррle net'), ['id-0 mixed-scripts U+0410 Cyrillic U+0440 Cyrillic']);
});

test('prefixes may have equal descriptions, but not confusable ones', () => {
  const prefixes = (...texts: string[]): readonly string[] =>
    findConfusableNames(
      texts.map((name, at) => ({ id: `192.0.${at}.0/24`, name })),
      'prefixes',
    ).map(({ kind, item }) => `${item.id} ${kind}`);
  assert.deepEqual(prefixes('office', 'office', '', ''), []);
  assert.deepEqual(prefixes('office', 'оffice'), ['192.0.1.0/24 looks-like']);
  assert.deepEqual(prefixes('СDN'), ['192.0.0.0/24 mixed-scripts'], 'a description is no service');
});

test('the skeleton is that of UTS #39 for characters that look Latin, and long names take bounded time', () => {
  assert.equal(skeleton('pаypаl'), skeleton('paypal'));
  assert.equal(skeleton('ᴠ\u200bοⅼum𝖊'), 'volurne');
  assert.notEqual(skeleton('é'), skeleton('e'));
  const long = 'ϹᎠN\u200b'.repeat(100_000);
  assert.equal(services(...Array.from({ length: 50 }, (_, at) => `${long}${at}`)).length, 50);
});

const host = await plainHost();

const binding = (id: string, cidr: string, service: string, name: string): object => ({
  id,
  cidr,
  service_id: service,
  service_name: name,
});

for (const [scheme, width] of [
  ['light', 1280],
  ['dark', 360],
] as const) {
  test(`the page warns of hostile names, and shows them as text, ${scheme}, ${width} px wide`, async () => {
    const visit = await host.visit({ scheme, width });
    await visit.greeted();
    assert.equal(await visit.page.locator('.confusable-names').count(), 0, 'nothing to warn of in the demo');
    await visit.page.getByRole('radio', { name: 'File' }).check();
    const list = [
      binding('1', '192.0.2.0/24', 'mt', 'Magic Transit'),
      binding('2', '192.0.2.0/28', 'cdn', 'CDN'),
      binding('3', '192.0.2.16/28', 'evil', 'СDN'),
      binding('4', '192.0.2.32/28', 'evil2', 'CDN'),
      binding('5', '192.0.2.48/28', 'evil3', '<img src=x onerror=alert(1)>\u202egnp.\u200b'),
    ];
    await visit.page.fill('#paste', JSON.stringify(list));
    await visit.page.getByRole('button', { name: 'Open the pasted text' }).click();
    await visit.page.locator('.confusable-names').waitFor();
    const words = (await visit.read('.confusable-names')).replaceAll(/\s+/g, ' ');
    assert.match(words, /Similar names/);
    assert.match(
      words,
      /СDN.? \(service evil\) looks like .?CDN.? \(service (cdn|evil2)\) but is a different name\. С is U\+0421 \(Cyrillic\)\./,
    );
    assert.match(
      words,
      /Two services have the name .?CDN.?: (cdn and evil2|evil2 and cdn)\. Only their IDs differ\./,
    );
    assert.match(words, /contains invisible characters or extra spaces: U\+202E, U\+200B\./);
    const options = await visit.page.locator('#service option').allTextContents();
    assert.deepEqual(
      options.filter((text) => /DN/.test(text)).sort(),
      ['CDN · cdn', 'CDN · evil2', 'СDN · evil'],
      'options with a confusable name show the ID',
    );
    assert.equal(await visit.page.locator('.confusable-names img').count(), 0);
    assert.equal(
      await visit.page.locator('.confusable-names q').count(),
      await visit.page.locator('.confusable-names q > bdi').count(),
    );
    await visit.shoot(`names-${scheme}-${width}`);
    assert.deepEqual(await visit.axe(), []);
    assert.equal(await visit.scrollsSideways(), false);
    assert.deepEqual(visit.complaints, []);
    await visit.close();
  });
}
