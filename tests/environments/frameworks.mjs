// Frameworks: on the server and in the page.

import { FUNCTION } from './example.mjs';

const NEXT = { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' };
const BUNDLERS = [
  ['', 'Turbopack'],
  [' --webpack', 'webpack'],
];
const LAYOUT = 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;\n';

/** @type {readonly import('./list.mjs').Environment[]} */
export const FRAMEWORKS = [
  ...['', ' --webpack'].map((flag) => ({
    name: `Next, route handler in Node, ${flag === '' ? 'Turbopack' : 'webpack'}`,
    packages: { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' },
    files: {
      'said.js': FUNCTION,
      'app/layout.js': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;\n',
      'app/page.js': `'use client';\nimport { useEffect } from 'react';\nimport { said } from '../said.js';\nexport default function Page() {\n  useEffect(() => console.log(said().trimEnd()), []);\n  return <p>page</p>;\n}\n`,
      'app/said/route.js': `import { said } from '../../said.js';\nexport const dynamic = 'force-dynamic';\nexport const GET = () => new Response(said());\n`,
    },
    run: [`next build${flag}`],
    server: 'next start --port $PORT',
    path: '/said',
  })),
  ...BUNDLERS.map(([flag, bundler]) => ({
    name: `Next, route handler on the edge runtime, ${bundler}`,
    ...(bundler === 'webpack' && {
      fails: {
        message: /route_client-reference-manifest/,
        because:
          'Next 16.4.6 builds no route handler on the edge runtime with webpack, without this package too',
      },
    }),
    packages: NEXT,
    files: {
      'said.js': FUNCTION,
      'app/layout.js': LAYOUT,
      'app/page.js': 'export default () => <p>page</p>;\n',
      'app/said/route.js': `import { said } from '../../said.js';\nexport const runtime = 'edge';\nexport const GET = () => new Response(said());\n`,
    },
    run: [`next build${flag}`],
    server: 'next start --port $PORT',
    path: '/said',
  })),
  ...BUNDLERS.map(([flag, bundler]) => ({
    name: `Next, middleware, ${bundler}`,
    packages: NEXT,
    files: {
      'said.js': FUNCTION,
      'app/layout.js': LAYOUT,
      'app/page.js': 'export default () => <p>page</p>;\n',
      'middleware.js': `import { said } from './said.js';\nexport const config = { matcher: '/said' };\nexport const middleware = () => new Response(said());\n`,
    },
    run: [`next build${flag}`],
    server: 'next start --port $PORT',
    path: '/said',
  })),
  {
    name: 'Astro, page made at build time, and its script',
    packages: { astro: '7.3.5' },
    files: {
      'said.js': FUNCTION,
      'src/pages/index.astro': `---\nimport { said } from '../../said.js';\n---\n<html lang="en"><title>page</title><pre>{said()}</pre><script>import { said } from '../../said.js'; console.log(said().trimEnd());</script></html>\n`,
    },
    run: ['astro build'],
    page: 'dist',
  },
  {
    name: 'SvelteKit, server and page',
    packages: {
      '@sveltejs/kit': '3.2.0',
      '@sveltejs/vite-plugin-svelte': '7.3.1',
      svelte: '5.57.3',
      vite: '8.4.0',
    },
    files: {
      'said.js': FUNCTION,
      'src/app.html':
        '<!doctype html><html lang="en"><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n',
      'src/routes/+page.svelte': `<script>\n  import { onMount } from 'svelte';\n  import { said } from '../../said.js';\n  onMount(() => console.log(said().trimEnd()));\n</script>\n<p>page</p>\n`,
      'src/routes/said/+server.js': `import { said } from '../../../said.js';\nexport const GET = () => new Response(said());\n`,
      'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite';\nexport default { plugins: [sveltekit()] };\n`,
    },
    run: ['vite build'],
    server: 'vite preview --host 127.0.0.1 --port $PORT',
    path: '/said',
  },
];
