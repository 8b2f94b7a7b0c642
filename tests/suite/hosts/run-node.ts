// The suites in Node, on the package as it is imported and as it is required.

import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as imported from 'byoip';
import * as importedResolver from 'byoip/resolve';
import { everything, resolverOnly } from '../all-suites.js';
import { named } from './report.js';

const require = createRequire(import.meta.url);
const node = { test: (law: string, body: () => void | Promise<void>) => void test(law, body) };

everything(named(node, 'import'), imported);
everything(named(node, 'require'), require('byoip') as typeof imported);
resolverOnly(named(node, 'import resolve'), importedResolver);
resolverOnly(named(node, 'require resolve'), require('byoip/resolve') as typeof importedResolver);
