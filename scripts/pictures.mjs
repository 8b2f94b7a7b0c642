// Regenerates the pictures of README.md and docs/ from the built page and package. `npm run pictures`.

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, extname } from 'node:path';
import { findBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { main, Stop, say } from './steps.mjs';

const PAGE = 'dist/www';
const WIDTH = 1280;
/** The start time of the plan in the picture, fixed so that the picture does not change. */
const START = '2026-02-20T09:00';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

const TRANSIT = '2db684ee7ca04e159946fd05b99e1bcd';
const CDN = 'c0de0000000000000000000000000cd1';
const SPECTRUM = 'c0de00000000000000000000000005ec';
const SERVICES = [
  { id: TRANSIT, name: 'Magic Transit' },
  { id: CDN, name: 'CDN' },
  { id: SPECTRUM, name: 'Spectrum' },
];

/** The states of the example migration in docs/planner.md. */
const bound = (...pairs) => pairs.map(([cidr, serviceId]) => ({ cidr, serviceId }));
const DEFAULT = ['192.0.2.0/24', TRANSIT];
const SHIELDS = [
  ['192.0.2.16/29', SPECTRUM],
  ['192.0.2.24/29', SPECTRUM],
];
const STATES = {
  before: bound(DEFAULT, ['192.0.2.16/28', CDN]),
  shields: bound(DEFAULT, ['192.0.2.16/28', CDN], ...SHIELDS),
  replaced: bound(DEFAULT, ['192.0.2.16/28', SPECTRUM], ...SHIELDS),
  after: bound(DEFAULT, ['192.0.2.16/28', SPECTRUM]),
};
/** File, start state, end state. */
const MAPS = [
  ['docs/map-before-after.svg', STATES.before, STATES.after],
  ['docs/map-shields.svg', STATES.before, STATES.shields],
  ['docs/map-replaced.svg', STATES.shields, STATES.replaced],
];

async function pictures() {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Stop('there is no Chromium: install it, or set CHROME_PATH');
  await build();
  await drawMaps();
  const { chromium } = await import('playwright-core');
  const host = await served();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    await shoot(browser, host.url);
  } finally {
    await browser.close();
    host.close();
  }
}

async function drawMaps() {
  const { drawMap } = await import('../dist/index.js');
  for (const [path, bindings, desired] of MAPS) {
    writeFileSync(path, drawMap({ prefix: '192.0.2.0/24', bindings, desired, services: SERVICES }));
    say(`  ${path}`);
  }
}

/** The page with a draft, and the plan of the example migration. */
async function shoot(browser, url) {
  const context = await browser.newContext({
    // Tall enough to avoid scrolling, which would move sticky elements.
    viewport: { width: WIDTH, height: 2600 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    timezoneId: 'America/New_York',
    locale: 'en-GB',
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const press = (name) => page.getByRole('button', { name, exact: true }).click();
  const blur = () => page.evaluate(() => document.activeElement?.blur());
  const take = async (path, clip) => {
    await page.screenshot({ path, fullPage: true, clip });
    say(`  ${path}`);
  };

  await page.goto(url);
  await page.locator('.draft-form .example').click();
  await press('Add binding');
  await page.locator('#draft .change').waitFor();
  await page.fill('#address', '192.0.2.20');
  await page.press('#address', 'Enter');
  await page.locator('#answer', { hasText: 'With the draft' }).waitFor();
  await blur();
  const { y, height } = await page.locator('#draft-bar').boundingBox();
  await take('docs/planner-light.png', {
    x: 0,
    y: 0,
    width: WIDTH,
    height: Math.ceil(y + height + 12),
  });

  await press('Discard draft');
  await page.getByRole('radio', { name: 'File' }).check();
  const list = STATES.before.map(({ cidr, serviceId }) => ({
    cidr,
    service_id: serviceId,
    service_name: SERVICES.find(({ id }) => id === serviceId).name,
  }));
  // A service without a binding must be in the list of services.
  list.push({ cidr: '192.0.2.64/32', service_id: SPECTRUM, service_name: 'Spectrum' });
  await page.fill('#paste', JSON.stringify(list));
  await press('Open the pasted text');
  // The draft form is empty again once it shows the example of the new prefix.
  await page.locator('.draft-form .example', { hasText: 'Spectrum' }).waitFor();
  await page.fill('#targets', '192.0.2.16/28');
  await page.selectOption('#service', { label: 'Spectrum' });
  await press('Add binding');
  // A plan is a screen of its own where there is no room beside the prefix.
  await page.setViewportSize({ width: 1100, height: 2600 });
  await press('Plan');
  await page.locator('.plan-summary', { hasText: '3 creates, 3 deletes' }).waitFor();
  await page.fill('#plan-start', START);
  await blur();
  const plan = page.locator('#plan');
  await plan.evaluate((card) => {
    // Not the subject of the picture.
    for (const part of card.querySelectorAll('.plan-options-part, .plan-exports, .plan-fingerprint'))
      part.remove();
  });
  await plan.screenshot({ path: 'docs/plan-light.png' });
  say('  docs/plan-light.png');
  await context.close();
}

/** The page as plain files, on a port of this machine. */
async function served() {
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url, 'http://host').pathname) || 'index.html';
    try {
      const bytes = readFileSync(`${PAGE}/${name}`);
      response
        .writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' })
        .end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((settle) => {
    server.listen(0, '127.0.0.1', settle);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

await main(pictures);
