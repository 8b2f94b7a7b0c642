// The SVG of `drawMap`, as a browser takes it: well formed, inert, readable in light and dark.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { drawMap, type MapBinding } from 'byoip';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../setup/visit.js';

const HOSTILE = [
  '</text><script>document.title = "owned"</script>',
  '"><image href="https://example.com/x" onerror="document.title=1"/>',
  ']]><!-- --><?x?> &lt;b&gt; &#60;',
  'a\u202eb\u2066c\u0000\u0007\u001b[31m\u009b2J\n\t\u2028',
  '\ufffe\uffff\ud800 \u{e0041}\u{1ffff}',
  '</style><style>*{display:none}',
  'url(https://example.com/y)',
  'x'.repeat(5000),
];
const ids = HOSTILE.map((_, i) => `service-${i}`);
const bindings: readonly MapBinding[] = [
  { cidr: '192.0.2.0/24', serviceId: 'default', serviceName: 'Magic Transit' },
  ...HOSTILE.map((serviceName, i) => ({
    cidr: `192.0.2.${i * 16}/28`,
    serviceId: ids[i] ?? null,
    serviceName,
    state: i % 2 === 0 ? 'active' : serviceName,
  })),
  { cidr: '192.0.2.240/28', serviceId: '<svg onload="x">' },
];

let browser: Browser;
before(async () => {
  browser = await openBrowser();
  mkdirSync('target/screenshots', { recursive: true });
});
after(() => browser.close());

/** What a browser finds in a document. */
interface Found {
  readonly fault: string | null;
  readonly elements: readonly string[];
  readonly attributes: readonly string[];
  readonly references: readonly string[];
  readonly text: string;
}

async function parsed(page: Page, svg: string): Promise<Found> {
  return page.evaluate((source) => {
    const tree = new DOMParser().parseFromString(source, 'image/svg+xml');
    const all = [...tree.querySelectorAll('*')];
    const attributes = all.flatMap((element) => [...element.attributes]);
    return {
      fault: tree.querySelector('parsererror')?.textContent ?? null,
      elements: [...new Set(all.map((element) => element.localName))],
      attributes: [...new Set(attributes.map(({ name }) => name))],
      references: attributes.map(({ value }) => value).filter((value) => value.includes('url(')),
      text: tree.documentElement.textContent ?? '',
    };
  }, svg);
}

const PICTURES = {
  hostile: drawMap({ prefix: '192.0.2.0/24', bindings }),
  'both states': drawMap({ prefix: '192.0.2.0/24', bindings, desired: bindings.slice(0, 3), width: 640 }),
  narrow: drawMap({ prefix: '192.0.2.0/24', bindings, width: 320 }),
  empty: drawMap({ prefix: '::/0', bindings: [] }),
  lines: drawMap({ prefix: '192.0.0.0/20', bindings, width: 1600 }),
};

test('every picture is well-formed XML of shapes and text, for any names', async () => {
  const page = await browser.newPage();
  const shapes = [
    'svg',
    'title',
    'desc',
    'style',
    'defs',
    'pattern',
    'rect',
    'path',
    'circle',
    'g',
    'text',
    'tspan',
  ];
  for (const [name, svg] of Object.entries(PICTURES)) {
    const found = await parsed(page, svg);
    assert.equal(found.fault, null, name);
    assert.deepEqual(
      found.elements.filter((element) => !shapes.includes(element)),
      [],
      name,
    );
    assert.deepEqual(
      found.attributes.filter((attribute) => /^on|href|^style$|^src/.test(attribute)),
      [],
      name,
    );
    assert.deepEqual(
      found.references.filter((value) => !/^url\(#byoip-[\w-]+\)$/.test(value)),
      [],
      name,
    );
    assert.match(svg, /role="img" aria-labelledby="byoip-title byoip-desc"/);
    assert.doesNotMatch(found.text, /(?![\n\u200e])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u, name);
  }
  await page.close();
});

test('names are unchanged in the picture, with invisible characters escaped', async () => {
  const page = await browser.newPage();
  const { text } = await parsed(page, PICTURES.hostile);
  assert.ok(text.includes('</text><script>document.title = "owned"</script>'));
  assert.ok(text.includes('a\\u{202e}b\\u{2066}c\\u{0}\\u{7}\\u{1b}[31m\\u{9b}2J\\u{a}\\u{9}\\u{2028}'));
  await page.close();
});

test('a picture runs nothing and fetches nothing, even inline in a page', async () => {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setContent(`<title>calm</title><p>outside</p>${PICTURES.hostile}`);
  assert.equal(await page.title(), 'calm');
  assert.deepEqual(asked, []);
  assert.equal(await page.locator('p').isVisible(), true);
  await page.close();
});

test('text and edges have enough contrast, in light and in dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1000, height: 1200 } });
    const page = await context.newPage();
    await page.setContent(`<body>${PICTURES.hostile}`);
    const low = await page.evaluate(() => {
      const channel = (value: number) =>
        value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      const light = (colour: string): number => {
        const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) =>
          channel(Number(part) / 255),
        );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (one: string, other: string): number => {
        const [high = 0, low = 0] = [light(one), light(other)].sort((a, b) => b - a);
        return (high + 0.05) / (low + 0.05);
      };
      const card = getComputedStyle(document.querySelector('.card') as Element).fill;
      const faults: string[] = [];
      const hold = (what: string, one: string, other: string, least: number) => {
        const found = contrast(one, other);
        if (found < least) faults.push(`${what}: ${found.toFixed(2)} of ${one} on ${other}`);
      };
      for (const element of document.querySelectorAll('.byoip-map text')) {
        // A text with a halo is on the tint of its service, others are on the card.
        const halo = getComputedStyle(element).stroke;
        const ground = halo === 'none' ? card : halo;
        hold(`text ${element.textContent?.slice(0, 20)}`, getComputedStyle(element).fill, ground, 4.5);
      }
      for (const edge of document.querySelectorAll('.byoip-map .edge, .byoip-map .tick')) {
        hold('an edge', getComputedStyle(edge).stroke, card, 3);
      }
      return [...new Set(faults)];
    });
    assert.deepEqual(low, [], colorScheme);
    await page.screenshot({ path: `target/screenshots/map-${colorScheme}.png` });
    await context.close();
  }
});
