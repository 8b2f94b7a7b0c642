// Text from elsewhere, shown inert: invisible characters become visible, and direction stays inside.

import { el } from './dom.js';

// Controls, soft hyphen, bidi marks, zero-width and interlinear characters, tags, lone surrogates.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: making them visible is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text with every invisible character spelt out, cut after `most` characters. For attributes and SVG. */
export function visible(text: string, most = 96): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(UNSEEN, (character) => `⟨${codePoint(character)}⟩`);
}

/** As `visible`, isolated from the direction of its surroundings, the spelt-out characters set apart. */
export function inert(text: string, most = 96): HTMLElement {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  const box = el('bdi');
  let from = 0;
  for (const match of cut.matchAll(UNSEEN)) {
    box.append(cut.slice(from, match.index), el('span', { class: 'unseen' }, codePoint(match[0])));
    from = match.index + match[0].length;
  }
  box.append(cut.slice(from));
  return box;
}
