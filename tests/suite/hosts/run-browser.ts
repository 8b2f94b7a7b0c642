// A page's script that runs the suites, on the inlined entry and on the slim one, and leaves the verdicts on the window.

import * as lib from 'byoip';
import * as resolver from 'byoip/resolve';
import * as slim from 'byoip/slim';
import { everything, resolverOnly } from '../all-suites.js';
import { collect, named } from './report.js';

async function run() {
  await Promise.all([slim.init(fetch('/byoip.wasm')), slim.initPlanner(fetch('/planner.wasm'))]);
  return collect((t) => {
    everything(named(t, 'browser'), lib);
    everything(named(t, 'browser slim'), slim);
    resolverOnly(named(t, 'browser resolve'), resolver);
  });
}

Object.assign(globalThis, { verdicts: run() });
