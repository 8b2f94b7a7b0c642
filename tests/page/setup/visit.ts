// A Chromium that visits the page and hears every complaint.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const SHOTS = 'target/screenshots';
/** Set to look at the pictures: no test does, and they take a third of the time of some. */
const SHOOTS = process.env.BYOIP_SCREENSHOTS !== undefined;
const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
const CHROMIUM = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Manner {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly forcedColors?: boolean;
  /** A phone: thumbs instead of a mouse. */
  readonly touch?: boolean;
  /** Behind the address, `#` included. */
  readonly fragment?: string;
  /** With a service worker; without it each visit is the first, and its requests are the page's own. */
  readonly keeps?: boolean;
  /** Runs before the page does. */
  prepare?(page: Page): Promise<unknown>;
}

/** One open page, with what the browser complained of. */
export interface Visit {
  readonly page: Page;
  /** Console lines, uncaught errors and breaches of the policy; what the test itself broke is not among them. */
  readonly complaints: readonly string[];
  /** Asks an address by the field and the Enter key, and gives the text of the answer. */
  ask(text: string): Promise<string>;
  /** The text of an element as it is shown. */
  read(selector: string): Promise<string>;
  /** Waits for the first answer of the greeting. */
  greeted(): Promise<void>;
  /** What axe finds, one line each: by all rules, or by those that a colour scheme has an effect on. */
  axe(rules?: 'all' | 'colours'): Promise<readonly string[]>;
  /** True where the page can be scrolled sideways. */
  scrollsSideways(): Promise<boolean>;
  /** Takes a picture of the whole page, for people, if they are wanted. */
  shoot(name: string): Promise<void>;
  /** Opens the page once more, beside this one: the two share what the browser keeps. */
  another(): Promise<Visit>;
  close(): Promise<void>;
}

/** Starts the browser. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = CHROMIUM.find((path) => path !== undefined && existsSync(path));
  assert.ok(executablePath, 'no Chromium here: install it, or name it in CHROME_PATH');
  mkdirSync(SHOTS, { recursive: true });
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Contexts without a page of a visit, and without anything stored: a page in one of them opens in half the time. */
const unused = new WeakMap<Browser, BrowserContext[]>();

/** Opens the page in a context that it shares with no other visit at the time. */
export async function openVisit(browser: Browser, url: string, manner: Manner): Promise<Visit> {
  if (manner.keeps === true || manner.touch === true) {
    const touch = manner.touch === true;
    const own = await browser.newContext({ viewport: sizeOf(manner), hasTouch: touch, isMobile: touch });
    return openPage(own, url, manner, () => own.close());
  }
  const pool = unused.get(browser) ?? [];
  unused.set(browser, pool);
  const context = pool.pop() ?? (await newPooledContext(browser));
  return openPage(context, url, manner, async () => {
    await empty(context, new URL(url).origin);
    pool.push(context);
  });
}

const sizeOf = ({ width = 1280 }: Manner) => ({ width, height: 900 });

/** A context with a blank page, which keeps it alive and reaches its storage. */
async function newPooledContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext();
  await context.newPage();
  return context;
}

/** Closes the pages of a visit, and forgets what they have stored and were allowed. */
async function empty(context: BrowserContext, origin: string): Promise<void> {
  const [blank, ...pages] = context.pages();
  assert.ok(blank);
  for (const page of pages) await page.close();
  const session = await context.newCDPSession(blank);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await session.detach();
  await Promise.all([context.clearCookies(), context.clearPermissions(), context.setOffline(false)]);
}

async function openPage(
  context: BrowserContext,
  url: string,
  manner: Manner,
  close: () => Promise<void>,
): Promise<Visit> {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.setViewportSize(sizeOf(manner));
  await page.emulateMedia({
    colorScheme: manner.scheme ?? 'light',
    forcedColors: manner.forcedColors === true ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Chromium itself writes this line for every answer of status 400 and above, and no page can stop it.
    const ordered =
      message.text().startsWith('Failed to load resource') && message.location().url.includes('/api/');
    if (!ordered) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  if (manner.keeps !== true) {
    await page.addInitScript(() => {
      Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
    });
  }
  await manner.prepare?.(page);
  await page.goto(url + (manner.fragment ?? ''));
  const read = async (selector: string): Promise<string> =>
    (await page.locator(selector).allInnerTexts()).join('\n');
  return {
    page,
    complaints,
    read,
    async ask(text) {
      await page.fill('#address', text);
      await page.press('#address', 'Enter');
      return read('#answer');
    },
    greeted: () => page.locator('#answer > *').waitFor(),
    async axe(rules = 'all') {
      if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
      const options = {
        // Every rule runs; only of what is no violation axe does not work out each place.
        resultTypes: ['violations'],
        ...(rules === 'colours' ? { runOnly: COLOUR_RULES } : {}),
      };
      return page.evaluate(async (given) => {
        const { axe } = window as unknown as {
          axe: { run(options: typeof given): Promise<{ violations: Violation[] }> };
        };
        interface Violation {
          readonly id: string;
          readonly help: string;
          readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
        }
        const { violations } = await axe.run(given);
        return violations.flatMap(({ id, help, nodes }) =>
          nodes.map(
            ({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 160)} ${failureSummary ?? ''}`,
          ),
        );
      }, options);
    },
    scrollsSideways: () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth),
    async shoot(name) {
      if (!SHOOTS) return;
      await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
    },
    another: () => openPage(context, url, manner, close),
    close,
  };
}
