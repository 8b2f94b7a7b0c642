// Bundlers without a plug-in for this package; Chromium runs what they make.

import { EXAMPLE } from './example.mjs';

const HTML =
  '<!doctype html><html lang="en"><title>page</title><script type="module" src="./page.js"></script></html>';
const FILES = { 'page.js': EXAMPLE, 'index.html': HTML };

/** A page that loads a bundle which the tool names. */
const pageWith = (script) => ({
  'out/index.html': `<!doctype html><title>page</title><script type="module" src="${script}"></script>`,
});

const WEBPACK = `export default { mode: 'production', entry: './page.js', output: { path: import.meta.dirname + '/out', filename: 'page.js' } };\n`;

/** @type {readonly import('./list.mjs').Environment[]} */
export const BUNDLERS = [
  { name: 'Vite, build', packages: { vite: '8.4.0' }, files: FILES, run: ['vite build'], page: 'dist' },
  {
    name: 'Vite, development server',
    packages: { vite: '8.4.0' },
    files: FILES,
    server: 'vite --host 127.0.0.1 --port $PORT',
    inBrowser: true,
  },
  {
    name: 'webpack',
    packages: { webpack: '5.113.0', 'webpack-cli': '7.3.1' },
    files: { 'page.js': EXAMPLE, 'webpack.config.js': WEBPACK, ...pageWith('page.js') },
    run: ['webpack'],
    page: 'out',
  },
  {
    name: 'Rspack',
    packages: { '@rspack/core': '2.3.4', '@rspack/cli': '2.2.8' },
    files: { 'page.js': EXAMPLE, 'rspack.config.js': WEBPACK, ...pageWith('page.js') },
    run: ['rspack build'],
    page: 'out',
  },
  {
    name: 'Rollup',
    packages: { rollup: '4.68.8', '@rollup/plugin-node-resolve': '16.0.3' },
    files: { 'page.js': EXAMPLE, ...pageWith('page.js') },
    run: ['rollup page.js --plugin node-resolve --file out/page.js'],
    page: 'out',
  },
  {
    name: 'esbuild',
    packages: { esbuild: '0.28.2' },
    files: { 'page.js': EXAMPLE, ...pageWith('page.js') },
    run: ['esbuild page.js --bundle --format=esm --outfile=out/page.js'],
    page: 'out',
  },
  {
    name: 'Parcel',
    packages: { parcel: '2.16.4' },
    files: FILES,
    run: ['parcel build index.html --dist-dir out --public-url ./'],
    page: 'out',
  },
];
