// A Worker that runs the suites and returns the results.

import * as lib from 'byoip';
import * as resolver from 'byoip/resolve';
import { allSuites, resolverSuites } from '../all-suites.js';
import { collect, named } from './report.js';

export default {
  async fetch(): Promise<Response> {
    const verdicts = await collect((t) => {
      allSuites(named(t, 'workerd'), lib);
      resolverSuites(named(t, 'workerd resolve'), resolver);
    });
    return Response.json(verdicts);
  },
};
