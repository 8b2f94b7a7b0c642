// The suites in Node, with the package imported and required.

import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as imported from 'byoip';
import * as importedResolver from 'byoip/resolve';
import { allSuites, resolverSuites } from '../all-suites.js';
import { named } from './report.js';

const require = createRequire(import.meta.url);
const node = { test: (law: string, body: () => void | Promise<void>) => void test(law, body) };

allSuites(named(node, 'import'), imported);
allSuites(named(node, 'require'), require('byoip') as typeof imported);
resolverSuites(named(node, 'import resolve'), importedResolver);
resolverSuites(named(node, 'require resolve'), require('byoip/resolve') as typeof importedResolver);
