// The map as a file: an SVG with its styles as attributes, and a PNG of that.

const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-opacity',
  'paint-order',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

const SVG = 'http://www.w3.org/2000/svg';
const PADDING = 16;

/** Copies the computed styles of `from` and its descendants into attributes of `to`. */
function copyStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of PROPERTIES) {
    const value = style.getPropertyValue(name);
    if (value !== '') to.setAttribute(name, value);
  }
  for (const name of ['class', 'role', 'tabindex', 'aria-label', 'aria-hidden', 'data-key', 'data-row']) {
    to.removeAttribute(name);
  }
  [...from.children].forEach((child, at) => {
    const copy = to.children[at];
    if (copy !== undefined) copyStyles(child, copy);
  });
}

/** The map as a complete SVG document. */
export function exportSvg(drawing: SVGSVGElement, title: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  copyStyles(drawing, copy);
  const width = drawing.width.baseVal.value + 2 * PADDING;
  const height = drawing.height.baseVal.value + 2 * PADDING;
  const root = document.createElementNS(SVG, 'svg');
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.setAttribute('viewBox', `${-PADDING} ${-PADDING} ${width} ${height}`);
  const name = document.createElementNS(SVG, 'title');
  name.textContent = title;
  const definitions = document.createElementNS(SVG, 'defs');
  for (const pattern of document.querySelectorAll('.pattern-defs pattern')) {
    const patternCopy = pattern.cloneNode(true) as Element;
    copyStyles(pattern, patternCopy);
    definitions.append(patternCopy);
  }
  const background = document.createElementNS(SVG, 'rect');
  const card = drawing.closest('.card') ?? document.body;
  for (const [key, value] of Object.entries({ x: -PADDING, y: -PADDING, width, height })) {
    background.setAttribute(key, String(value));
  }
  background.setAttribute('fill', getComputedStyle(card).backgroundColor);
  root.append(name, definitions, background);
  while (copy.firstChild !== null) root.append(copy.firstChild);
  return new XMLSerializer().serializeToString(root);
}

/** The same as a PNG, at twice the resolution of the screen. */
export async function exportPng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob === null) reject(new Error('the browser could not create the image'));
        else resolve(blob);
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
