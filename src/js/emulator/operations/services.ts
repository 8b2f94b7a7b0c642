// Operations on services: the list.

import type { Handlers } from './context.js';

/** The handler of services. */
export const SERVICES = {
  'list-services': ({ account }) => ({ result: account.services.map(({ id, name }) => ({ id, name })) }),
} as const satisfies Handlers;
