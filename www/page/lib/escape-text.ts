// Untrusted text, safe to show: invisible characters are escaped, and its direction does not affect the text around it.

import { el } from './dom.js';

// Controls, format characters (bidi and zero-width ones), lone surrogates, private and unassigned ones, line separators;
// then fillers and selectors, which Unicode counts as letters and marks although they are invisible.
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text with invisible characters as `⟨U+200B⟩`, cut after `max` characters. For attributes and SVG. */
export function escapeInvisible(text: string, max = 96): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut.replace(INVISIBLE, (character) => `⟨${codePoint(character)}⟩`);
}

/** The same as an element, isolated from the direction of the text around it. */
export function untrustedText(text: string, max = 96): HTMLElement {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  const box = el('bdi');
  let from = 0;
  for (const match of cut.matchAll(INVISIBLE)) {
    box.append(
      cut.slice(from, match.index),
      el('span', { class: 'invisible-character' }, codePoint(match[0])),
    );
    from = match.index + match[0].length;
  }
  box.append(cut.slice(from));
  return box;
}
