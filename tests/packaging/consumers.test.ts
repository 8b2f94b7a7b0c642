// Small projects that use the packed package: Node, TypeScript, a bundler with a browser, and workerd.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { chromium } from 'playwright-core';
import { install, tool } from './parcel.js';

const consumer = install();
after(() => consumer.dispose());

/** The planner at work: an expression whose value is `STEPS`. */
const PLAN = `plan({
  prefix: { cidr: '192.0.2.0/24' },
  current: [{ id: 'a', cidr: '192.0.2.0/24', serviceId: 's' }],
  desired: [{ cidr: '192.0.2.0/24', serviceId: 's' }, { cidr: '192.0.2.1/32', serviceId: 't', serviceName: 'T' }],
}).steps.map(({ op }) => op).join()`;
const STEPS = 'create,wait';

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
    steps: lib.${PLAN},
    refusal,
    element: map.ByoipMapElement.observedAttributes.length,
  });
})()`;
const ANSWER = {
  size: '79228162514264337593543950336',
  owner: 'Magic Transit',
  sameOwner: 'Magic Transit',
  steps: STEPS,
  refusal: 'host-bits-set',
  // On a server the module is imported all the same, and registers nothing.
  element: 6,
};
const IMPORTS =
  "import * as lib from 'byoip';\nimport * as resolver from 'byoip/resolve';\nimport * as map from 'byoip/map';\n";

test('Node imports it, and needs no await', () => {
  const file = consumer.write('use.mjs', `${IMPORTS}console.log(${USE});`);
  assert.deepEqual(JSON.parse(consumer.run(process.execPath, file)), ANSWER);
});

test('Node requires it', () => {
  const requires =
    "const lib = require('byoip');\nconst resolver = require('byoip/resolve');\nconst map = require('byoip/map');\n";
  const file = consumer.write('use.cjs', `${requires}console.log(${USE});`);
  assert.deepEqual(JSON.parse(consumer.run(process.execPath, file)), ANSWER);
});

test('the slim entry takes the bytes of each wasm that the package exports, and says so before it has them', () => {
  const script = `
    import { readFileSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    import { init, initPlanner, parseCidr, plan } from 'byoip/slim';
    const said = [];
    const say = (what) => {
      try { said.push(what()); } catch (error) { said.push([error.code, error.help]); }
    };
    const bytes = (name) => readFileSync(fileURLToPath(import.meta.resolve('byoip/' + name)));
    const all = () => { say(() => parseCidr('192.0.2.0/24').size); say(() => ${PLAN}); };
    all();
    await init(bytes('byoip.wasm'));
    all();
    await initPlanner(bytes('planner.wasm'));
    all();
    console.log(JSON.stringify(said));
  `;
  const said = consumer.run(process.execPath, consumer.write('slim.mjs', script));
  const noCore = [
    'not-initialised',
    "call `await init(module)` of 'byoip/slim' once, before any other function",
  ];
  const noPlanner = [
    'not-initialised',
    "call `await initPlanner(module)` of 'byoip/slim' with `byoip/planner.wasm`, before plans, lists of addresses, pictures and snapshots",
  ];
  assert.deepEqual(JSON.parse(said), [noCore, noPlanner, '256', noPlanner, '256', STEPS]);
});

test("plans and lists of addresses need no other wasm than the planner's", () => {
  const script = `
    import { readFileSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    import { aggregate, initPlanner, plan, readDesired } from 'byoip/slim';
    const prefix = '192.0.2.0/24';
    const list = '192.0.2.0/25,a\\n192.0.2.128/25,a\\n';
    const calls = [
      () => ${PLAN},
      () => aggregate({ prefix, default: 'a', claims: list }).bindings.length,
      () => aggregate({ prefix, default: 'a', claims: [{ addresses: '192.0.2.1', serviceId: 'b' }] }).bindings.length,
      () => readDesired(list, { prefix }).bindings.length,
      () => readDesired(list, { prefix: '192.0.2.1/24' }),
    ];
    const said = () => calls.map((call) => {
      try { return call(); } catch (error) { return error.code; }
    });
    const before = said();
    await initPlanner(readFileSync(fileURLToPath(import.meta.resolve('byoip/planner.wasm'))));
    console.log(JSON.stringify([before, said()]));
  `;
  const said = consumer.run(process.execPath, consumer.write('planner.mjs', script));
  assert.deepEqual(JSON.parse(said), [Array(5).fill('not-initialised'), [STEPS, 1, 2, 2, 'host-bits-set']]);
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

test('TypeScript compiles against the slim entry and the map where WebAssembly and fetch have types', () => {
  consumer.write(
    'slim.mts',
    `import { init, initPlanner } from 'byoip/slim';\nexport const ready: Promise<void> = init(fetch('/byoip.wasm'));\nexport const planner: Promise<void> = initPlanner(fetch('/planner.wasm'));\n// @ts-expect-error: the wasm is missing\ninit();\n`,
  );
  consumer.write(
    'map.mts',
    `import { ByoipMapElement, defineMapElement } from 'byoip/map';\nconst map = new ByoipMapElement();\nmap.bindings = [{ cidr: '192.0.2.0/24', serviceId: 'a' }];\n// @ts-expect-error: a CIDR is text\nmap.cidr = 7;\ndefineMapElement('my-map');\nexport const node: HTMLElement = map;\n`,
  );
  typecheck(['es2022', 'dom'], ['slim.mts', 'map.mts']);
});

test('the Worker of README type-checks with what `wrangler types` declares', () => {
  const settings = {
    name: 'consumer',
    main: 'typed-worker.ts',
    compatibility_date: '2026-04-20',
    vars: { PREFIX_ID: 'p', CLOUDFLARE_ACCOUNT_ID: 'a' },
    kv_namespaces: [{ binding: 'SNAPSHOTS', id: 'k' }],
  };
  const typed = (name: string) =>
    readFileSync(`examples/${name}.js`, 'utf8').replace(/^};$/m, '} satisfies ExportedHandler<Env>;');
  consumer.write('typed-worker.ts', typed('worker'));
  consumer.write('wrangler.json', JSON.stringify(settings));
  consumer.run(process.execPath, tool('wrangler/bin/wrangler.js'), 'types');
  assert.match(typed('worker'), /satisfies/);
  typecheck(['es2022'], ['worker-configuration.d.ts', 'typed-worker.ts'], {
    module: 'esnext',
    moduleResolution: 'bundler',
    customConditions: ['workerd'],
  });
});

test('a table has the type of a class, is iterable, and works with `using` where TypeScript knows it', () => {
  consumer.write(
    'table.ts',
    `import { BindingTable, cidr } from 'byoip';
export const cidrs = (value: unknown): readonly string[] =>
  value instanceof BindingTable ? Array.from(value, (binding) => binding.cidr) : [];
export const parent: string | null = cidr.parent('192.0.2.0/24');
// @ts-expect-error: a table is not made with \`new\`
new BindingTable();
`,
  );
  consumer.write(
    'using.ts',
    `import { BindingTable } from 'byoip/resolve';\nusing table = BindingTable.fromEnvelope([]);\nexport const size: number = table.size;\n`,
  );
  typecheck(['es2022'], ['table.ts']);
  typecheck(['es2022', 'esnext.disposable'], ['table.ts', 'using.ts']);
});

test('a wasm of the package is a module in workerd, and a URL for the loaders of bundlers', () => {
  consumer.write(
    'module.ts',
    `import wasm from 'byoip/byoip.wasm';\nexport const module: WebAssembly.Module = wasm;\n// @ts-expect-error: it is no URL\nexport const url: string = wasm;\n`,
  );
  consumer.write('url.ts', `import url from 'byoip/planner.wasm';\nexport const response = fetch(url);\n`);
  const bundler = { module: 'esnext', moduleResolution: 'bundler' };
  typecheck(['es2022', 'dom'], ['url.ts'], bundler);
  typecheck(['es2022', 'dom'], ['module.ts'], { ...bundler, customConditions: ['workerd'] });
});

function typecheck(lib: readonly string[], files: readonly string[], more: object = {}): void {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    lib,
    types: [],
    strict: true,
    noEmit: true,
    ...more,
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

/** What asks who owns an address, and plans nothing; the same with a plan. */
const LEAN = `BindingTable.fromEnvelope('[{"cidr":"192.0.2.0/24","service_id":"s"}]').find('192.0.2.1')`;
const CONSUMERS = {
  lean: `import { BindingTable } from 'byoip';\nglobalThis.said = ${LEAN};`,
  planning: `import { BindingTable, plan } from 'byoip';\nglobalThis.said = ${LEAN} + ${PLAN};`,
};

test('a bundle has the wasm of the planner only where it plans, and is under 112 kB with Brotli elsewhere', async () => {
  // A piece of the planner's wasm, as it is inlined.
  const wasm = readFileSync(join(consumer.folder, 'node_modules/byoip/dist/planner.wasm')).toString('base64');
  const middle = wasm.slice(wasm.length / 2, wasm.length / 2 + 200);
  const bundled = async (name: keyof typeof CONSUMERS): Promise<string> => {
    const entryPoints = [consumer.write(`${name}.js`, CONSUMERS[name])];
    const { outputFiles } = await build({
      entryPoints,
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
    });
    return outputFiles[0]?.text ?? assert.fail('nothing was bundled');
  };
  const said = (name: string, text: string): string => {
    const file = consumer.write(`${name}.mjs`, `${text}\nconsole.log(globalThis.said);`);
    return consumer.run(process.execPath, file).trim();
  };
  const lean = await bundled('lean');
  assert.ok(!lean.includes(middle) && !lean.includes('planCall'), 'the planner is in it');
  const size = brotliCompressSync(lean).length;
  assert.ok(size < 112_000, `${size} bytes`);
  assert.equal(said('lean', lean), '0');
  const planning = await bundled('planning');
  assert.ok(planning.includes(middle), 'the planner is not in it');
  assert.equal(said('planning', planning), `0${STEPS}`);
});

/** Bundles a Worker into a folder, as it would be deployed, and gives the path of its script. */
function deploy(name: string, source: string): string {
  consumer.write(`${name}-worker.js`, source);
  const settings = {
    name: 'consumer',
    main: `${name}-worker.js`,
    compatibility_date: '2026-04-20',
    send_metrics: false,
  };
  consumer.write('wrangler.json', JSON.stringify(settings));
  consumer.run(process.execPath, tool('wrangler/bin/wrangler.js'), 'deploy', '--dry-run', '--outdir', name);
  return join(consumer.folder, name, `${name}-worker.js`);
}

test('a Worker that plans nothing does not load the wasm of the planner', () => {
  const source = `import { BindingTable } from 'byoip';\nexport default { fetch: () => Response.json(${LEAN}) };`;
  const text = readFileSync(deploy('lean', source), 'utf8');
  const imported = [...text.matchAll(/^import \w+ from "\.\/\w+-(\w+\.wasm)"/gm)].map(([, name]) => name);
  assert.deepEqual(imported, ['byoip.wasm']);
});

test('wrangler uploads no planner with a Worker that imports `byoip/core` or `byoip/resolve`', () => {
  const wasm = {
    core: [
      'byoip',
      "import { parseCidr } from 'byoip/core';\nexport default { fetch: () => Response.json(parseCidr('192.0.2.0/24')) };",
    ],
    resolve: [
      'resolve',
      `import { BindingTable } from 'byoip/resolve';\nexport default { fetch: () => Response.json(${LEAN}) };`,
    ],
  } as const;
  for (const [entry, [name, source]] of Object.entries(wasm)) {
    const folder = dirname(deploy(entry, source));
    const uploaded = readdirSync(folder).filter((file) => file.endsWith('.wasm'));
    assert.deepEqual(
      uploaded.map((file) => file.split('-')[1]),
      [`${name}.wasm`],
    );
  }
});

test('wrangler bundles it with each wasm as a module of its own, and workerd runs it', async () => {
  const bundle = deploy('out', `${IMPORTS}export default { fetch: () => new Response(${USE}) };`);
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
