// Writes the service worker of the built page, with the hash of every file, and the version into the page.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SCRIPT = 'www/sw.ts';
const SOURCES = [SCRIPT, 'www/cache-names.ts'];
/** These names have no hash: the page and the service worker. */
const NAMED = ['index.html', 'sw.js'];
const VERSION = /(?<=<meta name="version" content=")[^"]*(?=">)/;

/**
 * Writes `sw.js` into the folder of a built page, and the version into its index.html.
 *
 * @param {string} folder
 */
export async function buildServiceWorker(folder) {
  const page = join(folder, 'index.html');
  const html = readFileSync(page, 'utf8').replace(VERSION, '');
  const hashed = readdirSync(folder)
    .filter((name) => !NAMED.includes(name))
    .sort();
  const parts = [html, ...hashed, ...SOURCES.map((path) => readFileSync(path, 'utf8'))];
  const version = digest(parts.join('\n')).toString('hex').slice(0, 12);
  writeFileSync(page, html.replace(VERSION, version));

  const integrity = (name) => `sha256-${digest(readFileSync(join(folder, name))).toString('base64')}`;
  const files = [['./', integrity('index.html')], ...hashed.map((name) => [`./${name}`, integrity(name)])];
  const { build } = await import('esbuild');
  await build({
    entryPoints: [SCRIPT],
    outfile: join(folder, 'sw.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { VERSION: JSON.stringify(version), FILES: JSON.stringify(files) },
    legalComments: 'none',
    logLevel: 'warning',
  });
}

const digest = (data) => createHash('sha256').update(data).digest();
