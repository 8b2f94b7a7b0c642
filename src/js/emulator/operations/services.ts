// Operations on services: the list.

import type { Operation } from './context.js';

/** GET /services */
export const listServices: Operation = ({ account }) => ({
  status: 200,
  result: account.services.map(({ id, name }) => ({ id, name })),
});
