// Creates elements. Text always becomes a text node, never markup.

import type { Truncated } from './truncate.js';

type Handler = (event: Event) => void;
type AttributeValue = string | number | boolean | null | undefined | Handler;
export type Attributes = Readonly<Record<string, AttributeValue>>;
/** A child of an element. A list may be longer than the arguments of a call. */
export type Child = Node | string | null | undefined | false | readonly Child[];

const SVG = 'http://www.w3.org/2000/svg';

function fillElement(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  appendAll(element, children);
}

function appendAll(element: ParentNode, children: readonly Child[]): void {
  for (const child of children) {
    if (isList(child)) appendAll(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** `Array.isArray` does not narrow read-only lists. */
function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}

/** Replaces the children of an element. */
export function setChildren(parent: Element, children: readonly Child[]): void {
  parent.replaceChildren();
  appendAll(parent, children);
}

/** An HTML element. An attribute that is a function becomes a listener: `onclick`. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fillElement(element, attributes, children);
  return element;
}

/** A button; `kind` is for further classes, such as `primary`. */
export function button(label: string, onclick: () => void, kind = ''): HTMLButtonElement {
  return el('button', { type: 'button', class: `button ${kind}`.trim(), onclick }, label);
}

/** A radio button with its label. */
export function radio(attributes: Attributes, ...label: Child[]): HTMLElement {
  const input = el('input', { type: 'radio', ...attributes });
  return el('label', { class: 'radio' }, input, el('span', { class: 'radio-label' }, label));
}

/** Buttons in a row. */
export function actions(...buttons: Child[]): HTMLElement {
  return el('div', { class: 'actions' }, buttons);
}

/** A side remark. */
export function aside(...text: Child[]): HTMLElement {
  return el('p', { class: 'aside' }, text);
}

/** The beginning of a list as an element, and how many items it leaves out. */
export function shortList<T>(
  className: string,
  { shown, more }: Truncated<T>,
  item: (one: T) => Child,
): HTMLElement {
  const rest = more > 0 && el('li', { class: 'aside' }, `and ${more} more`);
  return el('ul', { class: className }, shown.map(item), rest);
}

/** An SVG element. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  fillElement(element, attributes, children);
  return element;
}

/** The element of index.html with this id. */
export function mountPoint(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element with the id ${id}`);
  return element;
}
