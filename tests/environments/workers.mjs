// Cloudflare Workers: wrangler of today and the oldest that is tested, and Vitest inside workerd.

import { FUNCTION, OUTPUT } from './example.mjs';

const SETTINGS = JSON.stringify({ name: 'worker', main: 'worker.js', compatibility_date: '2026-04-20' });
const WORKER = `import { said } from './said.js';\nexport default { fetch: () => new Response(said()) };\n`;
const FILES = { 'said.js': FUNCTION, 'worker.js': WORKER, 'wrangler.json': SETTINGS };

/** @type {readonly import('./list.mjs').Environment[]} */
export const WORKERS = [
  ...['4.86.0', '4.164.0'].map((version) => ({
    name: `wrangler ${version}`,
    packages: { wrangler: version },
    files: FILES,
    run: ['wrangler deploy --dry-run --outdir out'],
    server: 'wrangler dev --ip 127.0.0.1 --port $PORT',
  })),
  {
    name: "Cloudflare's Vite plug-in",
    packages: { vite: '8.4.0', '@cloudflare/vite-plugin': '1.64.0', wrangler: '4.164.0' },
    files: {
      ...FILES,
      'vite.config.js': `import { cloudflare } from '@cloudflare/vite-plugin';\nexport default { plugins: [cloudflare()] };\n`,
    },
    run: ['vite build'],
    server: 'vite preview --host 127.0.0.1 --port $PORT',
  },
  {
    name: 'Vitest inside workerd',
    packages: { vitest: '4.1.10', '@cloudflare/vitest-pool-workers': '0.23.0' },
    heldBack: ['vitest'],
    files: {
      ...FILES,
      'vitest.config.js': `import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
export default defineConfig({ plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.json' } })] });
`,
      'use.test.js': `import { expect, test } from 'vitest';
import { said } from './said.js';
test('it says what README prints', () => expect(said()).toBe(${JSON.stringify(OUTPUT)}));
`,
    },
    run: ['vitest run'],
    prints: /1 passed/,
  },
];
