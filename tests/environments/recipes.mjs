// The programs of docs/recipes.md, each in a project as its reader has one.

import { readFileSync } from 'node:fs';

const page = readFileSync('docs/recipes.md', 'utf8');
const files = Object.fromEntries(
  [...page.matchAll(/^`([\w.]+)`\n\n```\w+\n(.*?)^```$/gms)].map(([, name, text]) => [name, text]),
);

const LIST = '[{"id":"b0","cidr":"192.0.2.0/24","service_id":"m","service_name":"Magic Transit"}]';
const HTML =
  '<!doctype html><title>page</title><div id="app"></div><script type="module" src="/main.jsx"></script>';

/** A page of Vite's that shows a component, and logs what it answers. */
const withVite = (plugin, main) => ({
  'index.html': HTML,
  'vite.config.js': `import plugin from '${plugin}';\nexport default { plugins: [plugin()] };\n`,
  'main.jsx': `${main}\nconsole.log(document.querySelector('output').textContent);\n`,
});

const tests = { 'protect.js': files['protect.js'], 'protect.test.js': files['protect.test.js'] };

/** @type {readonly import('./list.mjs').Environment[]} */
export const RECIPES = [
  {
    name: 'Recipe: React',
    packages: { react: '19.3.1', 'react-dom': '19.3.1', vite: '8.4.0', '@vitejs/plugin-react': '6.3.0' },
    files: {
      'Owner.jsx': files['Owner.jsx'],
      ...withVite(
        '@vitejs/plugin-react',
        `import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Owner } from './Owner.jsx';
flushSync(() => createRoot(document.querySelector('#app')).render(<Owner list={${JSON.stringify(LIST)}} />));`,
      ),
    },
    run: ['vite build'],
    page: 'dist',
    prints: /^192\.0\.2\.77 belongs to Magic Transit/,
  },
  {
    name: 'Recipe: Vue',
    packages: { vue: '3.5.45', vite: '8.4.0', '@vitejs/plugin-vue': '6.0.11' },
    files: {
      'Owner.vue': files['Owner.vue'],
      ...withVite(
        '@vitejs/plugin-vue',
        `import { createApp } from 'vue';
import Owner from './Owner.vue';
createApp(Owner, { list: ${JSON.stringify(LIST)} }).mount('#app');`,
      ),
    },
    run: ['vite build'],
    page: 'dist',
    prints: /^192\.0\.2\.77 belongs to Magic Transit/,
  },
  {
    name: 'Recipe: tests in Vitest',
    packages: { vitest: '5.1.2' },
    files: tests,
    run: ['vitest run'],
    prints: /1 passed/,
  },
  {
    name: 'Recipe: tests in Jest',
    packages: {
      jest: '30.5.2',
      'babel-jest': '30.5.2',
      '@babel/preset-env': '8.0.7',
      '@babel/core': '8.0.7',
    },
    files: {
      ...tests,
      'protect.test.js': tests['protect.test.js'].replace(/^.*\n/, ''),
      'babel.config.json': '{ "presets": [["@babel/preset-env", { "targets": { "node": "current" } }]] }',
      'package.json': '{ "name": "user", "version": "1.0.0", "private": true }',
    },
    run: ['jest 2>&1'],
    prints: /1 passed/,
  },
];
