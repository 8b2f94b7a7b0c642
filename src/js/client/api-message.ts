// An error of the API in its own words: code, text, and what led to it.

import type { ApiMessage } from '../types/api.js';

/** `6003 Invalid request headers ← 6111 Invalid format for Authorization header`; not made inert. */
export function apiMessageText({ code, message, errorChain = [], extra }: ApiMessage): string {
  const own = [code ?? '', message].filter((part) => part !== '').join(' ');
  // Where it has neither, all that came.
  const all = own === '' && Object.keys(extra).length > 0 ? JSON.stringify(extra) : own;
  return [all, ...errorChain.map(apiMessageText)].filter((part) => part !== '').join(' ← ');
}
