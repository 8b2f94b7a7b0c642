// Untrusted text, safe to show: invisible characters are escaped, and its direction does not affect the text around it.

import { codePointName, HIDDEN, showHidden } from '../../../src/js/entry/page.js';
import { el } from './dom.js';

/** The text with invisible characters as `⟨U+200B⟩`, cut after `max` characters. For attributes and SVG. */
export function escapeInvisible(text: string, max = 96): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return showHidden(cut, (character) => `⟨${codePointName(character)}⟩`);
}

/** The same as an element, isolated from the direction of the text around it. */
export function untrustedText(text: string, max = 96): HTMLElement {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  const box = el('bdi');
  cut.split(HIDDEN).forEach((part, index) => {
    box.append(index % 2 === 0 ? part : el('span', { class: 'invisible-character' }, codePointName(part)));
  });
  return box;
}
