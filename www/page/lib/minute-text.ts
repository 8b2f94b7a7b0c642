// Times as text, to the minute.

import { escapeInvisible } from './escape-text.js';

/** `2026-11-30 07:50 UTC`, or the text as it is where it is not a time. */
export function minuteText(time: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/.exec(time);
  return found === null ? escapeInvisible(time, 40) : `${found[1]} ${found[2]} UTC`;
}
