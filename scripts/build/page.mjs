// Writes the page to dist/www/ as static files with content hashes in their names.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { step } from '../stamp.mjs';
import { Stop } from '../steps.mjs';
import { buildServiceWorker } from './service-worker.mjs';

const PAGE = 'www/index.html';
const OUT = 'dist/www';
const CONTENTS = 'target/page.json';
const LATER = 'target/page-later.json';
const WORKERS = {
  PLANNER_WORKER_URL: 'www/page/planner/planner-worker.ts',
  RUN_WORKER_URL: 'www/page/apply/run-worker.ts',
};
const TOOLS = [
  'scripts/build/page.mjs',
  'scripts/build/service-worker.mjs',
  'tsconfig.json',
  'package-lock.json',
];

export async function buildPage() {
  await step('page', {
    inputs: [
      PAGE,
      'www/style.css',
      'www/page',
      'www/sw.ts',
      'www/cache-names.ts',
      'src/js',
      ...['core', 'planner'].flatMap((name) => [`target/glue/${name}.js`, `target/glue/${name}.wasm`]),
      ...TOOLS,
    ],
    outputs: [`${OUT}/index.html`, `${OUT}/sw.js`, CONTENTS, LATER],
    make: page,
  });
}

const SHARED = {
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  target: 'es2022',
  outdir: OUT,
  // The page fetches each wasm file itself.
  alias: {
    'host/core.js': './src/js/wasm/core/manual.ts',
    'host/planner.js': './src/js/wasm/planner/manual.ts',
  },
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  loader: {
    '.wasm': 'file',
    '.svg': 'copy',
    '.png': 'copy',
    '.ico': 'copy',
    '.webmanifest': 'copy',
    '.woff2': 'file',
  },
  legalComments: 'none',
  logLevel: 'warning',
};

/** Our files that the HTML names, `./…`: bundled or copied under a hashed name, which replaces the old one. */
async function page() {
  const html = readFileSync(PAGE, 'utf8');
  if (/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/.test(html)) {
    throw new Stop(
      `${PAGE} has an inline style, script or handler, which the Content-Security-Policy refuses`,
    );
  }
  const reference = /(?<=\s(?:src|href)=")\.\/[^"]+(?=")/g;
  const named = [...new Set(html.match(reference) ?? [])];
  for (const path of named) {
    if (!existsSync(join('www', path)))
      throw new Stop(`${PAGE} names \`${path}\`, and there is no such file in www/`);
  }

  rmSync(OUT, { recursive: true, force: true });
  const { build } = await import('esbuild');
  const workers = await build({ ...SHARED, entryPoints: Object.values(WORKERS) });
  writeFileSync(LATER, JSON.stringify(workers.metafile));
  const workerUrl = (source) => {
    const [path] =
      Object.entries(workers.metafile.outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
    return JSON.stringify(`./${basename(path)}`);
  };
  const { metafile } = await build({
    ...SHARED,
    entryPoints: named.map((path) => join('www', path)),
    splitting: true,
    define: Object.fromEntries(Object.entries(WORKERS).map(([name, source]) => [name, workerUrl(source)])),
  });

  // The contents of each file: a test uses it to name what entered the first load.
  writeFileSync(CONTENTS, JSON.stringify(metafile));
  const outputs = Object.entries(metafile.outputs);
  const builtFrom = (source) => {
    const found = outputs.find(
      ([path, { entryPoint, inputs }]) =>
        entryPoint === source || (!path.endsWith('.js') && source in inputs),
    );
    if (found === undefined || dirname(found[0]) !== OUT) throw new Stop(`nothing was built from ${source}`);
    return `./${basename(found[0])}`;
  };
  const main = outputs.find(([, { entryPoint }]) => entryPoint === 'www/page/main.ts')?.[1];
  const chunks = (main?.imports ?? []).filter(({ kind }) => kind === 'import-statement');
  let rewritten = html.replaceAll(reference, (path) => builtFrom(join('www', path)));
  // The page needs these at once: without the lines their fetch would start only after the script has loaded or run.
  for (const { path } of chunks) {
    rewritten = rewritten.replace(
      '</head>',
      `  <link rel="modulepreload" href="./${basename(path)}">\n  </head>`,
    );
  }
  for (const [path] of outputs.filter(([path]) => path.endsWith('.wasm'))) {
    const preload = `<link rel="preload" as="fetch" crossorigin href="./${basename(path)}">`;
    rewritten = rewritten.replace('</head>', `  ${preload}\n  </head>`);
  }
  writeFileSync(`${OUT}/index.html`, rewritten);
  await buildServiceWorker(OUT);
}
