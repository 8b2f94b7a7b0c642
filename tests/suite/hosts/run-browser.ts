// The script of a page that runs the suites, with the inlined entry and the slim one.

import * as lib from 'byoip';
import * as resolver from 'byoip/resolve';
import * as slim from 'byoip/slim';
import { allSuites, resolverSuites } from '../all-suites.js';
import { collect, named } from './report.js';

async function run() {
  await Promise.all([slim.init(fetch('/byoip.wasm')), slim.initPlanner(fetch('/planner.wasm'))]);
  return collect((t) => {
    allSuites(named(t, 'browser'), lib);
    allSuites(named(t, 'browser slim'), slim);
    resolverSuites(named(t, 'browser resolve'), resolver);
  });
}

Object.assign(globalThis, { verdicts: run() });
