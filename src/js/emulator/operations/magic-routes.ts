// Operations on Magic routes: the list.

import { refuse } from '../api-errors.js';
import { routeId } from '../ids.js';
import type { Handlers } from './context.js';

/** The handler of Magic routes: next hop and priority are invented, since the emulator uses only the blocks. */
export const MAGIC_ROUTES = {
  'list-magic-routes': ({ account, state }) => {
    if (account.magicRoutes === undefined) return refuse('magic-not-onboarded');
    const routes = account.magicRoutes.map((prefix, position) => ({
      id: routeId(position, state.idSeed ?? 0),
      nexthop: '203.0.113.1',
      prefix,
      priority: 100,
    }));
    return { result: { routes } };
  },
} as const satisfies Handlers;
