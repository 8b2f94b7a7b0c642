// A Worker that runs the suites and answers with the verdicts.

import * as lib from 'byoip';
import * as resolver from 'byoip/resolve';
import { everything, resolverOnly } from '../all-suites.js';
import { collect, named } from './report.js';

export default {
  async fetch(): Promise<Response> {
    const verdicts = await collect((t) => {
      everything(named(t, 'workerd'), lib);
      resolverOnly(named(t, 'workerd resolve'), resolver);
    });
    return Response.json(verdicts);
  },
};
