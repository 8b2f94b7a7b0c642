// TypeScript from 5.4 on, strict, without `skipLibCheck`, with every way of resolving a module.

import { EXAMPLE } from './example.mjs';

const settings = (compilerOptions) =>
  JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
      strict: true,
      skipLibCheck: false,
      ...compilerOptions,
    },
    files: ['use.ts'],
  });

/** Uses of the other entries, for types. */
const ENTRIES = `
import { createEmulator } from 'byoip/emulator';
import { ByoipMapElement } from 'byoip/map';
import { fileJournal } from 'byoip/node';
import * as resolver from 'byoip/resolve';
import { init } from 'byoip/slim';
export const entries = [createEmulator, ByoipMapElement, fileJournal, resolver.BindingTable, init];
`;

const FETCH = `
import { Byoip } from 'byoip';
import { createEmulator } from 'byoip/emulator';
export const clients = [
  new Byoip({ apiToken: 't', fetch: createEmulator().fetch }),
  new Byoip({ apiToken: 't', fetch }),
];
`;

/** The settings of each way, and a script that compiles and runs the program. */
const FILES = {
  'use.ts': EXAMPLE,
  'nodenext.json': settings({ module: 'nodenext' }),
  'node16.json': settings({ module: 'node16' }),
  'bundler.json': settings({ module: 'esnext', moduleResolution: 'bundler' }),
};
const RUN = ['bundler', 'node16', 'nodenext'].map((way) => `tsc --project ${way}.json`);

const compiler = (version, { files = {}, run = [], ...rest } = {}) => ({
  name: `TypeScript ${version}: nodenext, node16, bundler`,
  packages: { typescript: version },
  files: { ...FILES, ...files },
  run: [...RUN, ...run, 'node use.js'],
  ...rest,
});

/** @type {readonly import('./list.mjs').Environment[]} */
export const TYPESCRIPT = [
  ...['5.4.5', '5.9.3', '6.0.3', '7.0.2'].map((version) => compiler(version)),
  {
    name: 'TypeScript 5.9.3: node10',
    packages: { typescript: '5.9.3' },
    files: {
      'use.ts': EXAMPLE + ENTRIES,
      'node10.json': settings({ module: 'commonjs', moduleResolution: 'node10' }),
      'package.json': '{ "private": true }',
    },
    run: ['tsc --project node10.json', 'node use.js'],
  },
  {
    name: "TypeScript 7.0.2: Bun's types",
    packages: { typescript: '7.0.2', '@types/bun': '1.4.5' },
    files: {
      'use.ts': EXAMPLE + FETCH,
      // The declarations of Bun do not compile themselves.
      'bun.json': settings({
        module: 'esnext',
        moduleResolution: 'bundler',
        lib: ['esnext'],
        types: ['bun'],
        skipLibCheck: true,
      }),
    },
    run: ['tsc --project bun.json', 'node use.js'],
  },
];
