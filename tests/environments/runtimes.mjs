// Programs on a server or a desk: Node, Deno, Bun, and the package managers that install for them.

import { COMMON_JS, EXAMPLE } from './example.mjs';

/** The Node that runs tools which do not bring their own; `scripts/test/environments.mjs` installs it. */
export const NODE = '24.22.3';

const node = (version) => [
  { name: `Node ${version}, import`, node: version, files: { 'use.mjs': EXAMPLE }, run: ['node use.mjs'] },
  { name: `Node ${version}, require`, node: version, files: { 'use.cjs': COMMON_JS }, run: ['node use.cjs'] },
];

/**
 * What `npm test` runs: it needs nothing but the tarball.
 *
 * @type {readonly import('./list.mjs').Environment[]}
 */
export const SHORT = [
  {
    name: 'the Node that runs the tests, import',
    short: true,
    files: { 'use.mjs': EXAMPLE },
    run: ['node use.mjs'],
  },
  {
    name: 'the Node that runs the tests, require',
    short: true,
    files: { 'use.cjs': COMMON_JS },
    run: ['node use.cjs'],
  },
];

/** @type {readonly import('./list.mjs').Environment[]} */
export const RUNTIMES = [
  ...['20.0.0', '20.20.2', '22.23.5', NODE, '26.10.0'].flatMap(node),
  {
    name: 'Deno',
    packages: { deno: '2.9.6' },
    files: { 'use.mjs': EXAMPLE },
    run: ['deno run --node-modules-dir=manual use.mjs'],
  },
  { name: 'Bun', packages: { bun: '1.4.5' }, files: { 'use.mjs': EXAMPLE }, run: ['bun use.mjs'] },
  {
    name: 'pnpm',
    versions: { pnpm: '12.21.0' },
    install: 'npx --yes pnpm@12.21.0 add ./byoip.tgz',
    files: { 'use.mjs': EXAMPLE },
    run: ['node use.mjs'],
  },
  {
    name: "Yarn's Plug'n'Play",
    versions: { '@yarnpkg/cli-dist': '4.18.1' },
    install: 'npx --yes @yarnpkg/cli-dist@4.18.1 add byoip@file:./byoip.tgz',
    files: { 'use.mjs': EXAMPLE, 'yarn.lock': '', '.yarnrc.yml': 'enableTelemetry: false\n' },
    run: ['npx --yes @yarnpkg/cli-dist@4.18.1 node use.mjs'],
  },
];
