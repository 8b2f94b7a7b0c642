// The size of the first load, and what must not be in it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';

interface Output {
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}
const { outputs } = JSON.parse(readFileSync('target/page.json', 'utf8')) as {
  readonly outputs: Readonly<Record<string, Output>>;
};

/** Loaded with the planner. */
const { outputs: later } = JSON.parse(readFileSync('target/page-later.json', 'utf8')) as {
  readonly outputs: Readonly<Record<string, unknown>>;
};

/** The files that load before the first look-up: the main script with its imports, and all files that are not scripts. */
function firstLoad(): readonly string[] {
  const scripts = new Set<string>();
  const visit = (path: string): void => {
    if (scripts.has(path)) return;
    scripts.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') visit(next);
    }
  };
  const [main] =
    Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'www/page/main.ts') ?? [];
  assert.ok(main, 'the build names the main script');
  visit(main);
  const others = readdirSync('dist/www')
    .map((name) => `dist/www/${name}`)
    .filter((path) => !path.endsWith('.js') && !(path in later));
  return [...scripts, ...others];
}

const weights = new Map<string, number>();
const weigh = (path: string): number => {
  const known = weights.get(path) ?? brotliCompressSync(readFileSync(path)).length;
  weights.set(path, known);
  return known;
};
/** The sources in the scripts of the first load, the largest first. */
const contents = (): readonly (readonly [string, number])[] =>
  firstLoad()
    .flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}))
    .map(([name, { bytesInOutput }]) => [name, bytesInOutput] as const)
    .sort(([, one], [, other]) => other - one);

test('the first load has at most 128 kB with Brotli, 48 kB of them outside the core', () => {
  const files = firstLoad();
  const table = files.map((path) => `${path} ${weigh(path)}`).join('\n');
  const heaviest = contents()
    .slice(0, 12)
    .map(([name, bytes]) => `${name} ${bytes}`)
    .join('\n');
  const total = (list: readonly string[]): number => list.reduce((sum, path) => sum + weigh(path), 0);
  assert.ok(total(files) <= 128_000, `${total(files)} bytes:\n${table}\nof the scripts:\n${heaviest}`);
  const own = files.filter((path) => !path.endsWith('.wasm'));
  assert.ok(total(own) <= 48_000, `${total(own)} bytes:\n${table}\nof the scripts:\n${heaviest}`);
});

test('the first load has no emulator, draft, plan, export or link', () => {
  const later = [
    /^src\/js\/emulator\//,
    /^src\/js\/client\/(client|transport|resources)\.ts$/,
    /^www\/page\/(changes|plan|planner|share)\/.*\.ts$/,
    // The controller keeps the drafts of prefixes that are opened at once.
    /^www\/page\/draft\/(?!draft-controller|draft-storage).*\.ts$/,
    /^www\/page\/source\/(demo|demo-account|read-file)\.ts$/,
    /^www\/page\/(lookup\/bulk-lookup|map\/export-image|services\/confusable|offline\/register).*\.ts$/,
  ];
  const leaked = contents()
    .filter(([name, bytes]) => bytes > 0 && later.some((pattern) => pattern.test(name)))
    .map(([name, bytes]) => `${name}: ${bytes} bytes`);
  assert.deepEqual(leaked, []);
});

test('the page requests every script of the first load at once', () => {
  const html = readFileSync('dist/www/index.html', 'utf8');
  for (const path of firstLoad().filter((name) => /\.(js|css|wasm)$/.test(name))) {
    assert.ok(html.includes(`./${path.replace('dist/www/', '')}"`), path);
  }
});
