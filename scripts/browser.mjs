// Finds the browsers, and the driver for wasm-bindgen's test runner.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_BROWSERS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium or Chrome, or null. CHROME_PATH comes first. */
export function findBrowser() {
  return first([process.env.CHROME_PATH, '/usr/bin/chromium', ...BROWSERS.flatMap(onPath), ...MAC_BROWSERS]);
}

/** The path of a chromedriver, or null. CHROMEDRIVER comes first. */
export function findDriver() {
  return first([process.env.CHROMEDRIVER, '/usr/bin/chromedriver', ...onPath('chromedriver')]);
}

/** The path of a Firefox, or null. FIREFOX_PATH comes first. */
export function findFirefox() {
  return first([
    process.env.FIREFOX_PATH,
    '/usr/bin/firefox-esr',
    ...['firefox-esr', 'firefox'].flatMap(onPath),
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ]);
}

const onPath = (name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));

const first = (paths) => paths.find((path) => path !== undefined && isExecutable(path)) ?? null;

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
