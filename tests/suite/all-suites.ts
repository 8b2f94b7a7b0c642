// All suites, on one build of the package.

import { aggregateSuite } from './aggregate.js';
import type { Runner } from './assert.js';
import { cidrSuite } from './cidr.js';
import { clientSuite } from './client.js';
import { driftSuite } from './drift.js';
import { envelopeSuite } from './envelope.js';
import { errorSuite, tableErrorSuite } from './errors.js';
import { layoutSuite } from './layout.js';
import type { Library, ResolverLibrary } from './library.js';
import { listSuite } from './lists.js';
import { lookupSuite } from './lookup.js';
import { mapSuite } from './map.js';
import { planSuite } from './plan.js';
import { resolveSuite } from './resolve.js';
import { rulesSuite } from './rules.js';
import { snapshotSuite } from './snapshot.js';

/** For `byoip`. */
export function allSuites(t: Runner, lib: Library): void {
  cidrSuite(t, lib);
  resolveSuite(t, lib);
  lookupSuite(t, lib);
  envelopeSuite(t, lib);
  rulesSuite(t, lib);
  aggregateSuite(t, lib);
  listSuite(t, lib);
  planSuite(t, lib);
  layoutSuite(t, lib);
  mapSuite(t, lib);
  snapshotSuite(t, lib);
  driftSuite(t, lib);
  clientSuite(t, lib);
  errorSuite(t, lib);
  tableErrorSuite(t, lib);
}

/** For `byoip/resolve`. */
export function resolverSuites(t: Runner, lib: ResolverLibrary): void {
  resolveSuite(t, lib);
  tableErrorSuite(t, lib);
}
