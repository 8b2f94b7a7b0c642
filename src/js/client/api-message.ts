// The text of one error of the API: code, message, and the errors that caused it.

import type { ApiMessage } from '../types/api.js';

/** `6003 Invalid request headers ← 6111 Invalid format for Authorization header`; not escaped. */
export function apiMessageText({ code, message, errorChain = [], extra }: ApiMessage): string {
  const text = [code ?? '', message].filter((part) => part !== '').join(' ');
  // An error without code and message may have other fields.
  const first = text === '' && Object.keys(extra).length > 0 ? JSON.stringify(extra) : text;
  return [first, ...errorChain.map(apiMessageText)].filter((part) => part !== '').join(' ← ');
}
