// Text from elsewhere, shown inert: invisible characters become visible, and direction stays inside.

import { el } from './dom.js';

// Controls, format characters (bidi and zero-width ones), lone surrogates, private and unassigned ones, line separators;
// then the fillers and selectors that Unicode counts as letters and marks, and nobody sees.
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text with every invisible character spelt out, cut after `most` characters. For attributes and SVG. */
export function escapeInvisible(text: string, most = 96): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(INVISIBLE, (character) => `⟨${codePoint(character)}⟩`);
}

/** As `visible`, isolated from the direction of its surroundings, the spelt-out characters set apart. */
export function untrustedText(text: string, most = 96): HTMLElement {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
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
