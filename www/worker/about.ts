// `GET /api/about`: what the page shows about its Worker.

import { isProblem } from './problem.js';
import type { Route } from './route.js';
import { runBindings } from './runs/stubs.js';
import { watchStatus } from './watch/settings.js';

export const about: Route = {
  name: 'about',
  method: 'GET',
  path: '/about',
  summary:
    'What this Worker serves: the kind of its upstream, its mode, its account, who asks, whether it carries out runs, and whether the watch is on',
  kind: 'public',
  handle: ({ env, actor }) =>
    Response.json({
      upstream: env.upstreamKind,
      mode: env.own === null ? 'bring-your-own-token' : 'access',
      writes: !env.readOnly,
      ...(env.suggestedAccount === null ? {} : { accountId: env.suggestedAccount }),
      ...(actor === null ? {} : { actor, runs: !isProblem(runBindings(env.raw)), watch: watchStatus(env) }),
    }),
};
