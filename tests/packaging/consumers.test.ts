// Tiny consumers of the parcel: Node, TypeScript, a bundler with a browser, and workerd.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { chromium } from 'playwright-core';
import { install, tool } from './parcel.js';

const consumer = install();
after(() => consumer.dispose());

/** Uses the library and its resolver-only entry; an expression whose value is `ANSWER`. */
const USE = `(() => {
  const list = [{ id: 'a', cidr: '192.0.2.0/24', service_id: 's', service_name: 'Magic Transit' }];
  const bytes = new TextEncoder().encode(JSON.stringify(list));
  let refusal;
  try { lib.parseCidr('192.0.2.1/24'); } catch (error) { refusal = lib.isByoipError(error) && error.code; }
  return JSON.stringify({
    size: lib.parseCidr('2001:db8::/32').size,
    owner: lib.BindingTable.fromEnvelope(bytes).resolve('192.0.2.77').owner.serviceName,
    sameOwner: resolver.BindingTable.fromEnvelope(bytes).resolve('192.0.2.77').owner.serviceName,
    refusal,
  });
})()`;
const ANSWER = {
  size: '79228162514264337593543950336',
  owner: 'Magic Transit',
  sameOwner: 'Magic Transit',
  refusal: 'host-bits-set',
};
const IMPORTS = "import * as lib from 'byoip';\nimport * as resolver from 'byoip/resolve';\n";

test('Node imports it, and needs no await', () => {
  const file = consumer.write('use.mjs', `${IMPORTS}console.log(${USE});`);
  assert.deepEqual(JSON.parse(consumer.run(process.execPath, file)), ANSWER);
});

test('Node requires it', () => {
  const requires = "const lib = require('byoip');\nconst resolver = require('byoip/resolve');\n";
  const file = consumer.write('use.cjs', `${requires}console.log(${USE});`);
  assert.deepEqual(JSON.parse(consumer.run(process.execPath, file)), ANSWER);
});

test('the slim entry takes the bytes of the wasm that the package exports, and says so before it has them', () => {
  const script = `
    import { readFileSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    import { init, parseCidr } from 'byoip/slim';
    let early;
    try { parseCidr('192.0.2.0/24'); } catch (error) { early = error.code; }
    await init(readFileSync(fileURLToPath(import.meta.resolve('byoip/byoip.wasm'))));
    console.log(JSON.stringify({ early, size: parseCidr('192.0.2.0/24').size }));
  `;
  const said = consumer.run(process.execPath, consumer.write('slim.mjs', script));
  assert.deepEqual(JSON.parse(said), { early: 'not-initialised', size: '256' });
});

test('the emulator answers without a socket', () => {
  const script = `
    import { createEmulator, SEED_ACCOUNT_ID } from 'byoip/emulator';
    const emulator = createEmulator();
    const url = 'https://api.cloudflare.com/client/v4/accounts/' + SEED_ACCOUNT_ID + '/addressing/prefixes';
    const answer = await emulator.fetch(new Request(url, { headers: { authorization: 'Bearer t' } }));
    console.log(JSON.stringify({ status: answer.status, success: (await answer.json()).success }));
  `;
  const said = consumer.run(process.execPath, consumer.write('emulator.mjs', script));
  assert.deepEqual(JSON.parse(said), { status: 200, success: true });
});

test('TypeScript compiles against it as an ES module and as CommonJS, without the DOM', () => {
  const uses = `
    const info: CidrInfo = parseCidr('192.0.2.0/24');
    export const size: string = info.size;
    export const table: BindingTable = BindingTable.fromEnvelope(new Uint8Array());
    // @ts-expect-error: an address is text
    parseAddress(7);
    // @ts-expect-error: there is no such operation
    readEnvelope('list-everything', new Uint8Array());
  `;
  const imports =
    "import { BindingTable, type CidrInfo, parseAddress, parseCidr, readEnvelope } from 'byoip';\n";
  consumer.write(
    'esm.mts',
    `${imports}import * as resolver from 'byoip/resolve';\nimport { createEmulator } from 'byoip/emulator';\n${uses}\nexport const more = [resolver.BindingTable, createEmulator];`,
  );
  consumer.write(
    'cjs.cts',
    `${imports}import resolver = require('byoip/resolve');\n${uses}\nexport const more = resolver.BindingTable;`,
  );
  typecheck(['es2022'], ['esm.mts', 'cjs.cts']);
});

test('TypeScript compiles against the slim entry where WebAssembly and fetch have types', () => {
  consumer.write(
    'slim.mts',
    `import { init } from 'byoip/slim';\nexport const ready: Promise<void> = init(fetch('/byoip.wasm'));\n// @ts-expect-error: the wasm is missing\ninit();\n`,
  );
  typecheck(['es2022', 'dom'], ['slim.mts']);
});

function typecheck(lib: readonly string[], files: readonly string[]): void {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    lib,
    types: [],
    strict: true,
    noEmit: true,
  };
  consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  consumer.run(process.execPath, tool('typescript/bin/tsc'), '--project', 'tsconfig.json');
}

test('esbuild bundles it without a plug-in, as a module and as a script, and Chromium runs both', async () => {
  const entry = consumer.write('page.js', `${IMPORTS}document.title = ${USE};`);
  const scripts = new Map<string, string>();
  for (const format of ['esm', 'iife'] as const) {
    const { outputFiles, warnings } = await build({
      entryPoints: [entry],
      bundle: true,
      format,
      write: false,
    });
    assert.deepEqual(warnings, []);
    scripts.set(`/${format}.js`, outputFiles[0]?.text ?? '');
  }
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts.get(url);
    const type = url === '/esm' ? ' type="module"' : '';
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.setHeader('content-security-policy', "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
    response.end(script ?? `<!doctype html><script${type} src="${url}.js"></script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { CHROME_PATH: executablePath = '/usr/bin/chromium' } = process.env;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    for (const format of ['esm', 'iife']) {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/${format}`);
      await page.waitForFunction(() => document.title !== '', undefined, { timeout: 10_000 });
      assert.deepEqual(JSON.parse(await page.title()), ANSWER, format);
    }
  } finally {
    await browser.close();
    server.close();
  }
});

test('wrangler bundles it with the wasm as a module of its own, and workerd runs it', async () => {
  consumer.write('worker.js', `${IMPORTS}export default { fetch: () => new Response(${USE}) };`);
  const settings = {
    name: 'consumer',
    main: 'worker.js',
    compatibility_date: '2026-04-20',
    send_metrics: false,
  };
  consumer.write('wrangler.json', JSON.stringify(settings));
  consumer.run(process.execPath, tool('wrangler/bin/wrangler.js'), 'deploy', '--dry-run', '--outdir', 'out');
  const bundle = join(consumer.folder, 'out/worker.js');
  assert.doesNotMatch(
    readFileSync(bundle, 'utf8'),
    /AGFzbQ/,
    'the bundle carries an inlined copy of the wasm',
  );
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-20',
    modules: true,
    modulesRoot: join(consumer.folder, 'out'),
    scriptPath: bundle,
    modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
  });
  try {
    const answer = await miniflare.dispatchFetch('http://localhost/');
    assert.deepEqual(JSON.parse(await answer.text()), ANSWER);
  } finally {
    await miniflare.dispose();
  }
});
