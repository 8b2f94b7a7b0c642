// Moves the focus inside a drawing by arrow keys: the drawing has one tab stop, whatever its size.

type DrawingItem = SVGGElement;

interface ItemBox {
  readonly item: DrawingItem;
  readonly row: number;
  readonly left: number;
  readonly right: number;
}

function itemBoxes(root: SVGElement): ItemBox[] {
  return [...root.querySelectorAll<DrawingItem>('[data-key]')].map((item) => {
    const { left, right } = item.getBoundingClientRect();
    return { item, row: Number(item.dataset.row), left, right };
  });
}

function setTabStop(root: SVGElement, item: DrawingItem): void {
  for (const other of root.querySelectorAll('[data-key][tabindex="0"]')) other.setAttribute('tabindex', '-1');
  item.setAttribute('tabindex', '0');
}

function neighbour(root: SVGElement, from: DrawingItem, key: string): DrawingItem | null {
  const all = itemBoxes(root);
  const at = all.find(({ item }) => item === from);
  if (at === undefined) return null;
  const sameRow = all.filter(({ row }) => row === at.row).sort((one, other) => one.left - other.left);
  const here = sameRow.indexOf(at);
  if (key === 'ArrowRight') return sameRow[here + 1]?.item ?? null;
  if (key === 'ArrowLeft') return sameRow[here - 1]?.item ?? null;
  if (key === 'Home') return sameRow[0]?.item ?? null;
  if (key === 'End') return sameRow.at(-1)?.item ?? null;
  const step = key === 'ArrowDown' ? 1 : -1;
  const rows = [...new Set(all.map(({ row }) => row))].sort((one, other) => (one - other) * step);
  for (const row of rows.slice(rows.indexOf(at.row) + 1)) {
    // The item that overlaps most, the leftmost of equal ones.
    const best = all
      .filter((one) => one.row === row)
      .map((one) => ({ one, overlap: Math.min(one.right, at.right) - Math.max(one.left, at.left) }))
      .sort((a, b) => b.overlap - a.overlap || a.one.left - b.one.left)[0];
    if (best !== undefined && best.overlap > 1) return best.one.item;
  }
  return null;
}

/** Handles the keys of a drawing. Escape calls `onLeave`. */
export function enableArrowKeys(root: SVGElement, onLeave: () => void): void {
  root.addEventListener('keydown', (event) => {
    const item = event.target as DrawingItem;
    if (item.dataset?.key === undefined) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      item.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onLeave();
    } else if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) {
      event.preventDefault();
      const next = neighbour(root, item, event.key);
      if (next === null) return;
      setTabStop(root, next);
      next.focus();
    }
  });
}

/** The key of the focused item, or `null`. */
export function focusedKey(root: SVGElement): string | null {
  // In a shadow tree the document's own focus is on the host.
  const active = (root.getRootNode() as Document | ShadowRoot).activeElement as DrawingItem | null;
  return active !== null && root.contains(active) ? (active.dataset?.key ?? null) : null;
}

/** After a redraw: makes one item the tab stop, and focuses it if the drawing had the focus. */
export function restoreFocus(root: SVGElement, key: string | null): void {
  const items = [...root.querySelectorAll<DrawingItem>('[data-key]')];
  const kept = items.find((item) => item.dataset.key === key);
  const stop = kept ?? items.find((item) => Number(item.dataset.row) >= 0) ?? items[0];
  if (stop === undefined) return;
  setTabStop(root, stop);
  if (key !== null) stop.focus();
}
