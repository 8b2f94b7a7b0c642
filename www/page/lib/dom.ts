// Makes elements: text only ever enters as text nodes, never as markup.

type Handler = (event: Event) => void;
type AttributeValue = string | number | boolean | null | undefined | Handler;
export type Attributes = Readonly<Record<string, AttributeValue>>;
/** What an element may hold; lists of it may be as long as they like, which arguments may not. */
export type Child = Node | string | null | undefined | false | readonly Child[];

const SVG = 'http://www.w3.org/2000/svg';

function setAttributes(element: Element, attributes: Attributes, children: readonly Child[]): void {
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

/** `Array.isArray` does not know lists that are read only. */
function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}

/** Puts these in the place of all that is there. */
export function setChildren(place: Element, children: readonly Child[]): void {
  place.replaceChildren();
  appendAll(place, children);
}

/** An HTML element. A function among the attributes is a listener: `onclick`. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes, children);
  return element;
}

/** An SVG element. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes, children);
  return element;
}

/** The element of index.html with this id. Its absence is a fault of the build, so it throws. */
export function mountPoint(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element with the id ${id}`);
  return element;
}
