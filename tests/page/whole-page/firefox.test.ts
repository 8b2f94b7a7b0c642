// The tasks in Firefox: open the demo or a file, look up one address or many, draft, undo, plan, share, compare, apply, restore; without errors.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Byoip, takeSnapshot, writeSnapshot } from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID } from 'byoip/emulator';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { plainHost } from '../setup/page-suite.js';

const host = await plainHost();
let browser: Browser;
let page: Page;
const complaints: string[] = [];
before(async () => {
  const executablePath = process.env.FIREFOX_PATH;
  assert.ok(executablePath, 'FIREFOX_PATH names no Firefox');
  browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`uncaught: ${String(error)}`));
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(host.url);
});
after(async () => {
  await browser?.close();
});

const read = (selector: string): Promise<string> =>
  page.$eval(selector, (element) => (element.textContent ?? '').replace(/\s+/g, ' '));
const says = async (selector: string, words: string): Promise<void> => {
  await page.waitForFunction(
    (where, part) => document.querySelector(where)?.textContent?.includes(part) === true,
    {},
    selector,
    words,
  );
};
/** The value of the option with this text. */
const optionOf = (list: Element, text: string): string =>
  [...(list as HTMLSelectElement).options].find((option) => option.text === text)?.value ?? '';
const ask = async (address: string): Promise<string> => {
  await page.$eval('#address', (field) => {
    (field as HTMLInputElement).value = '';
  });
  await page.type('#address', address);
  await page.keyboard.press('Enter');
  await says('#answer', address);
  return read('#answer');
};

test('Firefox: the demo opens and answers, with the reason', async () => {
  await says('#answer', 'CDN');
  assert.match(await read('#source'), /demo: nothing here is real/);
  assert.match(await ask('192.0.2.77'), /Magic Transit/);
  assert.match(await ask('192.0.2.1'), /most specific of 2 bindings/);
});

test('Firefox: a draft shows its changes, and can be undone', async () => {
  await page.waitForSelector('.draft-form .example');
  await page.click('.draft-form .example');
  await says('.feedback', 'Adds 192.0.2.16/29');
  await page.click('.draft-form button[type=submit]');
  await says('.summary', '1 change; 8 addresses move from Magic Transit to CDN.');
  assert.match(await ask('192.0.2.20'), /With the draft: C? ?CDN/);
  await page.click('#map-title');
  await page.keyboard.down('Control');
  await page.keyboard.press('z');
  await page.keyboard.up('Control');
  await page.waitForFunction(() => document.querySelector('.change') === null);
});

const press = async (name: string): Promise<void> => {
  await page.locator(`::-p-xpath(//button[normalize-space()="${name}"])`).click();
};
/** The step whose number this is, in words. */
const step = async (number: number): Promise<string> =>
  (await page.$$eval('.plan-step, .plan-wait', (items) => items.map((item) => item.textContent ?? '')))
    .map((words) => words.replace(/\s+/g, ' ').trim())
    .filter((words) => words.startsWith(`${number}`))
    .join();

test('Firefox: a web worker plans a draft, with its steps, hours and scripts', async () => {
  await page.click('.draft-form .example');
  await says('.feedback', 'Adds 192.0.2.16/29');
  await page.click('.draft-form button[type=submit]');
  await says('#draft-bar .summary', '8 addresses');
  await press('Plan');
  await says('.plan-summary', '1 create; 8 addresses');
  assert.match(await step(1), /create ?192\.0\.2\.16\/29 ?for ?C ?CDN/);
  assert.match(await step(2), /wait ?6 hours/);
  assert.match(await read('.plan-timeline'), /Done ?not before.+UTC/);
  await page.select('#plan-format', 'curl');
  await says('.plan-exports', 'Uses curl and jq');
});

test('Firefox: an option changes the plan, a safety check blocks it, and its checkbox allows it', async () => {
  await page.$eval('.plan input[name=plan-gate][value=active]', (radio) =>
    (radio as HTMLInputElement).click(),
  );
  await page.waitForFunction(
    () => !/6 hours/.test(document.querySelector('.plan-timeline')?.textContent ?? '6 hours'),
  );
  await page.type('#targets', '192.0.2.128/25, 192.0.2.32/27');
  await page.select('#service', await page.$eval('#service', optionOf, 'CDN'));
  await page.click('.draft-form button[type=submit]');
  await says('.plan-blocked', 'Blocked by 1 check');
  await page.click('.safety-check input[type=checkbox]');
  await page.waitForFunction(() => document.querySelector('.plan-blocked')?.textContent === '');
  await press('Discard draft');
  await says('.plan-summary', 'No changes');
});

test('Firefox: keys move in the table, and the table follows the map', async () => {
  await page.click('#prefixes .radio:nth-of-type(2)');
  await says('.crumb.current', '2001:db8::/32');
  await page.focus('.grid-body [tabindex="0"]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await says('.crumb.current', '2001:db8:1000::/36');
  assert.match(await read('[aria-selected=true]'), /2001:db8:1000::\/36/);
});

test('Firefox: a link opens with its draft', async () => {
  await page.click('#save-menu > summary');
  await page.click('#save .save-row .button');
  await page.waitForSelector('#link');
  const link = await page.$eval('#link', (field) => (field as HTMLInputElement).value);
  assert.match(link, /#byoip1\./);
  const other = await browser.newPage();
  await other.goto(link);
  await other.waitForFunction(
    () => document.querySelector('#source')?.textContent?.includes('shared by link') === true,
  );
  await other.waitForFunction(() => document.querySelector('#bindings-title')?.textContent === '43 bindings');
  await other.close();
});

test('Firefox: the page opens and plans when its host no longer responds', async () => {
  await says('#offline-copy', 'Works offline');
  host.deploy(null);
  await page.reload();
  await page.waitForSelector('.draft-form .example');
  await page.click('.draft-form .example');
  await page.click('.draft-form button[type=submit]');
  await says('#draft-bar', '8 addresses');
  await press('Plan');
  await says('.plan-summary', '8 addresses');
});

test('Firefox: without its host, the demo carries out a plan, pauses it, and resumes it after a reload', async () => {
  await page.type('#confirm', '192.0.2.0/24');
  await page.keyboard.press('Enter');
  await says('#run .plan-summary', 'Waiting: 1 of 2 steps done');
  await press('Pause');
  await says('#run .plan-summary', 'Paused: 1 of 2 steps done');
  await page.reload();
  await says('#run-notice', 'Run of 192.0.2.0/24. Paused');
  await press('Show the run');
  await press('Resume');
  await says('#run .plan-summary', 'Done: 2 of 2 steps done');
});

/** Chooses a file in a field of the page. */
const choose = (selector: string, name: string, text: string): Promise<void> =>
  page.$eval(
    selector,
    (field, file, content) => {
      const { files } = [new File([content], file)].reduce((transfer, one) => {
        transfer.items.add(one);
        return transfer;
      }, new DataTransfer());
      (field as HTMLInputElement).files = files;
      field.dispatchEvent(new Event('change'));
    },
    name,
    text,
  );

test('Firefox: what the run has bound is drift since a snapshot, and a restore takes it back', async () => {
  const { fetch } = createEmulator({ now: Date.now });
  const client = new Byoip({
    apiToken: 'a-token-of-some-length',
    accountId: SEED_ACCOUNT_ID,
    env: {},
    fetch,
  });
  const before = await takeSnapshot(client, { only: ['192.0.2.0/24'] });
  await press('Close run');
  await choose('#drift-snapshot', 'before.json', writeSnapshot(before));
  await says('#drift .plan-summary', '1 change in 1 prefix since');
  assert.match(await read('#drift'), /192\.0\.2\.16\/29/);
  await page.click('#restore-removeAdditions');
  await page.waitForSelector('#restore-confirm');
  await page.type('#restore-confirm', '192.0.2.0/24');
  await page.keyboard.press('Enter');
  await says('#run .plan-summary', 'Done: ');
  await press('Close run');
  await page.waitForFunction(
    () => document.querySelector('.grid-body')?.textContent?.includes('192.0.2.16/29') === false,
  );
});

test('Firefox: many addresses are looked up, and a file opens and is compared', async () => {
  await press('Look up many');
  await page.type('#bulk-addresses', '192.0.2.1\n192.0.2.77\n198.51.100.1');
  await press('Look up all');
  await says('.bulk-lookup-answers table', 'not in this account');
  await page.click('input[name=source][value=file]');
  const list = [
    { cidr: '203.0.113.0/24', service_id: 'mt', service_name: 'Magic Transit' },
    { cidr: '203.0.113.16/29', service_id: 'cdn', service_name: 'CDN' },
  ];
  await choose('#file', 'list.json', JSON.stringify(list));
  await says('.crumb.current', '203.0.113.0/24');
  await choose('#compare', 'then.json', JSON.stringify(list.slice(0, 1)));
  await says('.save-feedback .summary', '1 difference');
});

test('Firefox: there was no error', () => {
  assert.deepEqual(complaints, []);
});
