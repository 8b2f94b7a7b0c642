// Blocks of JavaScript and TypeScript in the documents fit the types of the package, strictly. Each public function and class
// has an example that does so too and runs; `expression; // value` in one says what the value is.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const ENTRIES = ['byoip', 'byoip/slim', 'byoip/resolve', 'byoip/map', 'byoip/emulator', 'byoip/node'];
const FOLDER = 'target/tests/code-blocks';

/** What the documents' blocks use without a declaration: the text around them says what it is. */
const DOCUMENTS_GIVE = `declare const apiToken: string, accountId: string, before: string, list: string;
declare const headers: Record<string, string>;
declare const services: readonly { id: string; name: string }[];
declare const task: import('byoip').PlanTask;
declare const emulator: import('byoip/emulator').Emulator;
`;

/** What examples use without a declaration. */
const EXAMPLES_GIVE = `import * as byoip from 'byoip';
import * as emulation from 'byoip/emulator';
globalThis.fetch = emulation.createEmulator().fetch as typeof fetch;
export const apiToken = 'the-emulator-takes-any';
export const accountId = emulation.SEED_ACCOUNT_ID;
export const prefixId = emulation.SEED_PREFIXES.v4.id;
export const client = new byoip.Byoip({ apiToken, accountId });
export const before = byoip.writeSnapshot(await byoip.takeSnapshot(client));
export const bindings = [{ id: 'b0', cidr: '192.0.2.0/24', serviceId: 'm', serviceName: 'Magic Transit' }];
export const desired = [...bindings, { cidr: '192.0.2.1/32', serviceId: 'c', serviceName: 'CDN' }];
export const task = { prefix: { cidr: '192.0.2.0/24' }, current: bindings, desired };
export const run = byoip.memoryJournal();
const signal = AbortSignal.timeout(100);
await byoip.apply(byoip.toRunPlan(accountId, [{ prefixId, task }]), { client, journal: run, signal });
`;
const GIVEN = [...EXAMPLES_GIVE.matchAll(/^export const (\w+)/gm)].map(([, name = '']) => name);

const sources = readdirSync('src/js', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.startsWith('cli/'),
);

/** The entry of each public value, and the values. */
const exported = new Map<string, { readonly entry: string; readonly value: unknown }>();
for (const entry of ENTRIES) {
  for (const [name, value] of Object.entries((await import(entry)) as object)) {
    if (!exported.has(name)) exported.set(name, { entry, value });
  }
}

/** The comment before each exported declaration, by its name. */
const comments = new Map<string, string>();
for (const source of sources) {
  const text = readFileSync(join('src/js', source), 'utf8');
  const declarations = text.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:async )?(?:function|class|const) (\w+)/g,
  );
  for (const [, comment = '', name = ''] of declarations) comments.set(name, comment);
}

/** The example in a comment. */
function exampleIn(comment: string): string | undefined {
  const [, lines] = /@example\n \* ```ts\n(.*?)\n \* ```/s.exec(comment) ?? [];
  return lines?.replace(/^ \* ?/gm, '');
}

/** Imports what an example uses of the package. */
function withImports(example: string): string {
  const used = [...exported].filter(([name]) => new RegExp(`(?<![\\w.'])${name}\\b`).test(example));
  return used.map(([name, { entry }]) => `import { ${name} } from '${entry}';\n`).join('') + example;
}

/** With an assertion for each line that says what its value is. */
function asserted(example: string): string {
  const lines = example.replace(/^(?!\s)(.+); \/\/ (.+)$/gm, 'assert.deepEqual($1, $2);');
  const imports = `import assert from 'node:assert/strict';\nimport { ${GIVEN.join(', ')} } from './given.mjs';\n`;
  return `${imports}${withImports(`{\n${lines}\n}\n`)}`;
}

/** Checks files of a folder of their own, strictly. */
function typecheck(name: string, files: ReadonlyMap<string, string>): string {
  const folder = join(FOLDER, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of files) writeFileSync(join(folder, file), text);
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: ['node'],
    strict: true,
    outDir: 'out',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', folder]);
  } catch (error) {
    assert.fail(String((error as { readonly stdout: Buffer }).stdout));
  }
  return join(folder, 'out');
}

test('every block of JavaScript or TypeScript in the documents fits the types of the package', () => {
  const documents = ['README.md', 'src/js/emulator/README.md'].concat(
    // tests/environments/recipes.mjs runs the recipes with the packages that they import.
    readdirSync('docs').flatMap((name) => (/^(?!recipes).*\.md$/.test(name) ? [`docs/${name}`] : [])),
  );
  // Another test runs these, each in its environment.
  const run = new Set(readdirSync('examples').map((name) => readFileSync(join('examples', name), 'utf8')));
  const blocks = new Map<string, string>();
  for (const document of documents) {
    const found = readFileSync(document, 'utf8').matchAll(/^```(?:js|javascript|ts)\n(.*?)^```$/gms);
    for (const [i, [, block = '']] of [...found].entries()) {
      const name = `${document.replaceAll(/\W/g, '-')}-${i + 1}.mts`;
      if (!run.has(block)) blocks.set(name, withDeclarations(block));
    }
  }
  assert.ok(blocks.size >= 9, `${blocks.size} blocks were found`);
  typecheck('documents', blocks);
});

/** With the declarations that a block lacks; as a module with a scope of its own. */
function withDeclarations(block: string): string {
  const declared = DOCUMENTS_GIVE.split('\n').flatMap((line) => {
    const names = [...line.matchAll(/[ ,](\w+): /g)].map(([, name = '']) => name);
    return names.some((name) => new RegExp(`const (\\{[^}]*)?\\b${name}\\b`).test(block)) ? [] : [line];
  });
  return `${declared.join('\n')}\n${block}\nexport {};\n`;
}

/** Kinds of an error, which show nothing that the example of `APIError` does not. */
const isKindOfError = (name: string, value: unknown): boolean =>
  /Error$|^NoAnswer$/.test(name) &&
  name !== 'ByoipError' &&
  name !== 'APIError' &&
  typeof value === 'function';

test('every public function and class has an example, which says what is true', async () => {
  const files = new Map([['given.mts', EXAMPLES_GIVE]]);
  for (const [name, { value }] of exported) {
    if (typeof value !== 'function' || isKindOfError(name, value)) continue;
    const comment = comments.get(name) ?? assert.fail(`${name} has no comment`);
    files.set(`${name}.mts`, asserted(exampleIn(comment) ?? assert.fail(`${name} has no example`)));
  }
  assert.ok(files.size > 60, `${files.size} were found`);
  const out = typecheck('examples', files);
  const { log } = console;
  console.log = () => {};
  try {
    for (const name of files.keys()) await runExample(join(out, name.replace(/mts$/, 'mjs')));
  } finally {
    console.log = log;
  }
});

async function runExample(file: string): Promise<void> {
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    throw new Error(`${file}: ${error}`, { cause: error });
  }
}
