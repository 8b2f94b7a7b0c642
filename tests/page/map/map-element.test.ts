// `<byoip-map>` in Chromium: what it draws and says, by mouse and keyboard, for any input, wherever it stands.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../setup/visit.js';

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };
const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
/** No inline script or style, no other origin: what a careful console allows. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'";
const EMPTY = '<!doctype html><html lang="en"><title>A console</title><main><h1>A console</h1></main>';

/** The examples, with the package where `npm install` puts it. */
const server = createServer((incoming, outgoing) => {
  const path = normalize(new URL(incoming.url ?? '/', 'http://host').pathname);
  if (path === '/console') {
    outgoing.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY }).end(EMPTY);
    return;
  }
  // What a browser asks for by itself.
  if (path === '/favicon.ico') {
    outgoing.writeHead(204).end();
    return;
  }
  const inPackage = path.startsWith('/node_modules/byoip/');
  const file = inPackage ? path.slice('/node_modules/byoip/'.length) : join('examples', path);
  if (!existsSync(file)) outgoing.writeHead(404).end();
  else outgoing.writeHead(200, { 'content-type': TYPES[extname(file)] ?? '' }).end(readFileSync(file));
});

let browser: Browser;
let url = '';
let page: Page;
const complaints: string[] = [];

before(async () => {
  mkdirSync('target/screenshots', { recursive: true });
  browser = await openBrowser();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  complaints.length = 0;
});

interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly forcedColors?: boolean;
}

async function open(
  path: string,
  { width = 1000, scheme = 'light', forcedColors = false }: Look = {},
): Promise<void> {
  await page?.context().close();
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    forcedColors: forcedColors ? 'active' : 'none',
  });
  page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${url}${path}`);
}

/** An empty console with the element loaded. */
async function openConsole(look: Look = {}): Promise<void> {
  await open('/console', look);
  await page.evaluate(() => import(`${location.origin}/node_modules/byoip/dist/map.js`));
}

type Input = Readonly<Record<string, unknown>>;

/** Adds a map to the page, sets its properties, and waits until it has drawn. */
async function add(input: Input): Promise<void> {
  await page.evaluate(async (properties) => {
    const map = document.createElement('byoip-map');
    const errors: string[] = [];
    map.addEventListener('error', (event) => errors.push((event as unknown as CustomEvent).detail.code));
    Object.assign(map, properties, { errors });
    document.querySelector('main')?.append(map);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }, input);
}

const labels = (): Promise<string[]> =>
  page
    .locator('byoip-map [role=button]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
const errorText = (): Promise<string | null> => page.locator('byoip-map [role=alert]').textContent();
const errors = (): Promise<string[]> =>
  page.locator('byoip-map').evaluate((map) => (map as HTMLElement & { errors: string[] }).errors);

const BINDINGS = [
  { cidr: '192.0.2.0/24', serviceId: 'transit', serviceName: 'Magic Transit' },
  { cidr: '192.0.2.16/28', serviceId: 'cdn', serviceName: 'CDN' },
  { cidr: '192.0.2.20/32', serviceId: 'spectrum', serviceName: 'Spectrum', state: 'provisioning' },
  { cidr: '192.0.2.128/25', serviceId: null },
];

/** `n` bindings of 10.0.0.0/8 by two services. */
const many = (n: number) => [
  { cidr: '10.0.0.0/8', serviceId: 'transit', serviceName: 'Magic Transit' },
  ...Array.from({ length: n - 1 }, (_, at) => ({
    cidr: `10.${(at * 7) % 251}.${Math.floor(at / 251)}.${at % 256}/32`,
    serviceId: at % 3 === 0 ? 'cdn' : 'spectrum',
    serviceName: at % 3 === 0 ? 'CDN' : 'Spectrum',
  })),
];

async function axe(): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

test('the example page draws its map, says what was chosen, and axe finds nothing in it', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [360, 1280, 1920]) {
      await open('/map.html', { width, scheme });
      const block = page.locator('byoip-map .block[aria-label^="192.0.2.16/28 "]');
      await block.waitFor();
      assert.deepEqual(await axe(), [], `${scheme}, ${width}`);
      const inner = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(inner <= 0, `${width}: the page is ${inner} px too wide`);
      await page.screenshot({ path: `target/screenshots/element-${scheme}-${width}.png` });
      await block.click();
      assert.equal(await page.locator('#chosen').textContent(), '192.0.2.16/28');
      assert.equal(await page.locator('byoip-map .crumb.current').textContent(), '192.0.2.16/28');
      assert.deepEqual(await axe(), [], `${scheme}, ${width}, zoomed`);
      assert.deepEqual(complaints, []);
    }
  }
});

test('what is said of runs and blocks is what the table says, and nothing of it is said twice', async () => {
  await openConsole();
  await add({ cidr: '192.0.2.0/24', bindings: BINDINGS });
  assert.deepEqual(await labels(), [
    '192.0.2.0 to 192.0.2.15: Magic Transit, 16 addresses. Enter looks up 192.0.2.0',
    '192.0.2.16 to 192.0.2.19: CDN, 4 addresses. Enter looks up 192.0.2.16',
    '192.0.2.20: Spectrum, still rolling out, 1 address. Enter looks up 192.0.2.20',
    '192.0.2.21 to 192.0.2.31: CDN, 11 addresses. Enter looks up 192.0.2.21',
    '192.0.2.32 to 192.0.2.255: Magic Transit, 224 addresses. Enter looks up 192.0.2.32',
    '192.0.2.0/24 goes to Magic Transit, 256 addresses, row 1. In view',
    '192.0.2.16/28 goes to CDN, 16 addresses, row 2. Enter zooms in',
    '192.0.2.20/32 goes to Spectrum, still rolling out, 1 address, row 3. Enter zooms in',
    '192.0.2.128/25 regional, owns nothing, 128 addresses, row 2. Enter zooms in',
  ]);
  const tree = await page.locator('byoip-map').ariaSnapshot();
  assert.match(tree, /group "Who gets the traffic of 192\.0\.2\.0\/24"/);
  assert.equal(tree.split('Magic Transit').length - 1, 4, `two runs, a block, and the legend:\n${tree}`);
});

test('every binding of a long list is reached and said by zooming', async () => {
  await openConsole();
  await add({ cidr: '10.0.0.0/8', bindings: many(200) });
  const heard = await page.evaluate(async () => {
    const map = document.querySelector('byoip-map');
    const root = map?.shadowRoot;
    const found = new Set<string>();
    const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    const visit = async (depth: number): Promise<void> => {
      const clusters: string[] = [];
      for (const block of root?.querySelectorAll<SVGGElement>('.block') ?? []) {
        if (block.classList.contains('cluster')) clusters.push(block.dataset.key ?? '');
        else found.add(block.getAttribute('aria-label')?.split(' ')[0] ?? '');
      }
      for (const key of depth > 6 ? [] : clusters) {
        root?.querySelector(`[data-key="${key}"]`)?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        await settle();
        await visit(depth + 1);
        const crumbs = root?.querySelectorAll<HTMLElement>('[data-crumb]') ?? [];
        crumbs[crumbs.length - 1]?.click();
        await settle();
      }
    };
    await visit(0);
    return [...found];
  });
  assert.deepEqual(
    [...heard].sort(),
    many(200)
      .map(({ cidr }) => cidr)
      .sort(),
  );
});

test('by keyboard alone: one tab stop, arrows, Enter and Escape, and the focus stays', async () => {
  await openConsole();
  await add({ cidr: '192.0.2.0/24', bindings: BINDINGS });
  const focused = (): Promise<string> =>
    page.evaluate(
      () => document.querySelector('byoip-map')?.shadowRoot?.activeElement?.getAttribute('aria-label') ?? '',
    );
  await page.keyboard.press('Tab');
  assert.match(await focused(), /^192\.0\.2\.0\/24 /);
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(), /^192\.0\.2\.128\/25 /, 'the widest below');
  await page.keyboard.press('ArrowLeft');
  assert.match(await focused(), /^192\.0\.2\.16\/28 /);
  await page.keyboard.press('Enter');
  assert.match(await focused(), /^192\.0\.2\.16\/28 .*In view/, 'it is still there after the zoom');
  await page.keyboard.press('ArrowUp');
  assert.match(await focused(), /^192\.0\.2\.0\/24 /);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('byoip-map .crumb.current').textContent(), '192.0.2.0/24');
  assert.notEqual(await focused(), '');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), '', 'the next tab leaves the map');
});

test('choosing tells the console, which can keep the view', async () => {
  await openConsole();
  await add({ cidr: '192.0.2.0/24', bindings: BINDINGS });
  await page.evaluate(() => {
    const told: unknown[] = [];
    Object.assign(window, { told });
    document.addEventListener('byoip-choose', (event) => {
      told.push((event as CustomEvent).detail);
      event.preventDefault();
    });
  });
  await page.locator('byoip-map .block[aria-label^="192.0.2.20/32 "]').click();
  await page.locator('byoip-map .run').nth(1).click();
  assert.deepEqual(await page.evaluate(() => (window as unknown as { told: unknown }).told), [
    {
      kind: 'binding',
      first: '192.0.2.20',
      last: '192.0.2.20',
      cidr: '192.0.2.20/32',
      serviceId: 'spectrum',
    },
    { kind: 'owner', first: '192.0.2.16', last: '192.0.2.19', cidr: null, serviceId: 'cdn' },
  ]);
  assert.equal(await page.locator('byoip-map .crumb.current').textContent(), '192.0.2.0/24');
});

test('odd input is an error that is seen and told, never thrown, and the next input draws', async () => {
  await openConsole();
  const cases: readonly (readonly [input: Input, code: string, said: RegExp])[] = [
    [{ bindings: 'no json' }, 'envelope-', /This map cannot be drawn/],
    [
      { bindings: '{"success":false,"errors":[{"code":1000,"message":"no"}],"messages":[],"result":null}' },
      'envelope-',
      /./,
    ],
    [{ bindings: [{ cidr: '192.0.2.0/33', serviceId: 'a' }] }, 'length-too-long', /at \/0\/cidr/],
    [{ bindings: [null] }, '', /./],
    [{ bindings: [{}] }, '', /./],
    [{ bindings: 7 }, 'call-malformed', /bindings/],
    [{ bindings: {} }, 'call-malformed', /bindings/],
    [{ bindings: [] }, 'call-malformed', /the list has no bindings/],
    [
      { bindings: [...BINDINGS, { cidr: '10.0.0.0/8', serviceId: 'a' }] },
      'call-malformed',
      /no binding contains all others/,
    ],
    [{ bindings: BINDINGS, cidr: 'nowhere' }, '', /./],
    [{ bindings: BINDINGS, cidr: 7 }, 'call-malformed', /cidr/],
    [{ bindings: BINDINGS, services: '[' }, 'call-malformed', /services/],
    [{ bindings: BINDINGS, services: [null] }, 'call-malformed', /service/],
  ];
  await add({});
  assert.equal(await page.locator('byoip-map .block').count(), 0, 'without bindings there is no map');
  for (const [input, code, said] of cases) {
    await page.evaluate(async (properties) => {
      const map = document.querySelector('byoip-map');
      Object.assign(map ?? {}, { cidr: null, services: null }, properties);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }, input);
    const about = JSON.stringify(input);
    assert.match((await errorText()) ?? '', said, about);
    assert.equal(await page.locator('byoip-map .block:visible').count(), 0, about);
    const told = await errors();
    assert.ok(told.at(-1)?.startsWith(code), `${about}: ${told.at(-1)}`);
  }
  assert.equal((await errors()).length, cases.length, 'each is told once');
  assert.deepEqual(await axe(), []);
  // A circular list, which is no JSON, cannot cross from the test.
  await page.evaluate(async () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    Object.assign(document.querySelector('byoip-map') ?? {}, {
      bindings: [loop],
      cidr: null,
      services: null,
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  assert.equal((await errors()).at(-1), 'call-malformed');
  await page.evaluate(async (bindings) => {
    Object.assign(document.querySelector('byoip-map') ?? {}, { bindings, address: 'nowhere' });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }, BINDINGS);
  assert.equal(await page.locator('byoip-map .block:visible').count(), 4);
  assert.equal(await page.locator('byoip-map [role=alert]:visible').count(), 0);
  assert.equal(await page.locator('byoip-map .marker').count(), 0, 'no marker for what is no address');
  assert.deepEqual(complaints, []);
});

test('hostile names are text, with what is hidden spelled out', async () => {
  await openConsole();
  const name = '<img src=x onerror="document.title=1">\u202e\u200b';
  await add({ bindings: [{ cidr: '192.0.2.0/24', serviceId: 'a', serviceName: name }] });
  assert.equal(await page.locator('byoip-map img').count(), 0);
  const said = (await page.locator('byoip-map .legend').textContent()) ?? '';
  assert.ok(said.includes('<img src=x') && !/[\u202e\u200b]/.test(said), said);
  assert.deepEqual(complaints, []);
});

test('attributes, properties set before the element is defined, and a response of the API all draw', async () => {
  await open('/console');
  await page.evaluate(async (bindings) => {
    const main = document.querySelector('main');
    const early = Object.assign(document.createElement('byoip-map'), { bindings });
    const byAttribute = document.createElement('byoip-map');
    byAttribute.setAttribute('bindings', JSON.stringify(bindings));
    const result = [
      {
        id: 'b',
        cidr: '198.51.100.0/24',
        service_id: 'a',
        service_name: 'CDN',
        provisioning: { state: 'active' },
      },
    ];
    const answer = document.createElement('byoip-map');
    answer.setAttribute('bindings', JSON.stringify({ success: true, errors: [], messages: [], result }));
    main?.append(early, byAttribute, answer);
    await import(`${location.origin}/node_modules/byoip/dist/map.js`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }, BINDINGS);
  const counts = await page
    .locator('byoip-map')
    .evaluateAll((all) => all.map((one) => one.shadowRoot?.querySelectorAll('.block').length));
  assert.deepEqual(counts, [4, 4, 1]);
  assert.deepEqual(await axe(), [], 'several on one page');
});

test('moved, removed and put back it keeps what it shows, and draws again where its place is wider', async () => {
  await openConsole();
  await add({ cidr: '192.0.2.0/24', bindings: BINDINGS });
  await page.locator('byoip-map .block[aria-label^="192.0.2.16/28 "]').click();
  await page.evaluate(async () => {
    const map = document.querySelector('byoip-map');
    const place = document.createElement('section');
    document.querySelector('main')?.append(place);
    if (map !== null) place.append(map);
    map?.remove();
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (map !== null) place.append(map);
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  assert.equal(await page.locator('byoip-map .crumb.current').textContent(), '192.0.2.16/28');
  const widthOf = (): Promise<number> =>
    page.locator('byoip-map .drawing').evaluate((drawing) => drawing.getBoundingClientRect().width);
  const wide = await widthOf();
  await page.setViewportSize({ width: 500, height: 900 });
  await page.waitForTimeout(100);
  assert.ok((await widthOf()) < wide - 300);
  assert.deepEqual(complaints, []);
});

test('a list that is read again keeps the view; another prefix starts with all of it', async () => {
  await openConsole();
  await add({ bindings: BINDINGS });
  await page.locator('byoip-map .block[aria-label^="192.0.2.16/28 "]').click();
  const set = (bindings: unknown): Promise<void> =>
    page.evaluate(async (list) => {
      Object.assign(document.querySelector('byoip-map') ?? {}, { bindings: list });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }, bindings);
  await set(BINDINGS.slice(0, 2));
  assert.equal(await page.locator('byoip-map .crumb.current').textContent(), '192.0.2.16/28');
  await set(many(5));
  assert.equal(await page.locator('byoip-map .crumb.current').textContent(), '10.0.0.0/8');
});

test('5,000 bindings draw with a bounded number of elements', async () => {
  for (const width of [360, 1280, 1920]) {
    for (const scheme of ['light', 'dark'] as const) {
      await openConsole({ width, scheme });
      const took = await page.evaluate(async (bindings) => {
        document.documentElement.style.colorScheme = 'light dark';
        const map = Object.assign(document.createElement('byoip-map'), { bindings });
        const start = performance.now();
        document.querySelector('main')?.append(map);
        await new Promise((resolve) => setTimeout(resolve));
        await new Promise((resolve) => requestAnimationFrame(resolve));
        return performance.now() - start;
      }, many(5000));
      // Far from what it takes on an idle machine, and from what a list without bounds would take.
      assert.ok(took < 5000, `${took} ms`);
      assert.ok((await page.locator('byoip-map .drawing *').count()) < 4000);
      await page.screenshot({ path: `target/screenshots/element-5000-${scheme}-${width}.png` });
    }
  }
});

test('a theme is a handful of custom properties, and colours that the user forces win', async () => {
  await openConsole();
  await add({ bindings: BINDINGS });
  const fillOf = (selector: string): Promise<string> =>
    page
      .locator(`byoip-map ${selector}`)
      .first()
      .evaluate((one) => getComputedStyle(one).fill);
  const before = await fillOf('.strip .tint');
  await page.evaluate(() => {
    for (const hue of [0, 1, 2])
      document.documentElement.style.setProperty(`--byoip-map-hue-${hue}-tint`, 'rgb(1, 2, 3)');
  });
  assert.notEqual(before, 'rgb(1, 2, 3)');
  assert.equal(await fillOf('.strip .tint'), 'rgb(1, 2, 3)');
  await openConsole({ forcedColors: true });
  await add({ bindings: BINDINGS });
  assert.deepEqual(await axe(), []);
  await page.screenshot({ path: 'target/screenshots/element-forced-colours.png' });
});
