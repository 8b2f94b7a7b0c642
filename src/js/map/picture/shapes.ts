// Elements as data: the same picture becomes a file, or elements of a page.

export type ShapeValue = string | number | null | undefined | false;
export type ShapeChild = ShapeNode | string | null | undefined | false | readonly ShapeChild[];

/** An element of SVG or HTML. */
export interface ShapeNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, ShapeValue>>;
  readonly children: readonly (ShapeNode | string)[];
}

/** An element; children and attributes that are null or false are left out. */
export function shape(
  tag: string,
  attributes: ShapeNode['attributes'] = {},
  ...children: ShapeChild[]
): ShapeNode {
  return { tag, attributes, children: flat(children) };
}

function flat(children: readonly ShapeChild[]): (ShapeNode | string)[] {
  return children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    return isList(child) ? flat(child) : [child];
  });
}

/** `Array.isArray` does not narrow read-only lists. */
function isList(child: ShapeNode | string | readonly ShapeChild[]): child is readonly ShapeChild[] {
  return Array.isArray(child);
}

/** A length in pixels, to a hundredth. */
export function px(length: number): number {
  return Math.round(length * 100) / 100;
}

function present({ attributes }: ShapeNode): (readonly [name: string, value: string])[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    value === null || value === undefined || value === false
      ? []
      : [[name, String(typeof value === 'number' ? px(value) : value)] as const],
  );
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (found) => ENTITIES[found] ?? '');

/** The text of an element in an XML document, ending with a line break. */
export function xmlText(one: ShapeNode): string {
  const open = [one.tag, ...present(one).map(([name, value]) => `${name}="${escaped(value)}"`)].join(' ');
  if (one.children.length === 0) return `<${open}/>\n`;
  const inner = one.children.map((child) => (typeof child === 'string' ? escaped(child) : xmlText(child)));
  const start = typeof one.children[0] === 'string' ? '' : '\n';
  return `<${open}>${start}${inner.join('')}</${one.tag}>\n`;
}

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';

/** An element in a document. Text becomes text nodes, never markup. */
export function elementOf(one: ShapeNode, namespace = HTML): Element {
  const own = one.tag === 'svg' ? SVG : namespace;
  const element = document.createElementNS(own, one.tag);
  for (const [name, value] of present(one)) element.setAttribute(name, value);
  for (const child of one.children) {
    element.append(typeof child === 'string' ? child : elementOf(child, own));
  }
  return element;
}

/** An element of SVG for a parent in a document. */
export function svgElementOf(one: ShapeNode): SVGElement {
  return elementOf(one, SVG) as SVGElement;
}

/** Replaces the children of an element by others of the same namespace. */
export function redraw(parent: Element, ...children: ShapeChild[]): void {
  const nodes = flat(children).map((child) =>
    typeof child === 'string' ? child : elementOf(child, parent.namespaceURI ?? HTML),
  );
  parent.replaceChildren();
  // One by one: a list may be longer than the arguments of a call.
  for (const node of nodes) parent.append(node);
}
