// Moves the focus inside the picture by arrow keys: one tab stop for all of it, whatever its size.

type MapItem = SVGGElement;

interface ItemBox {
  readonly item: MapItem;
  readonly line: number;
  readonly left: number;
  readonly right: number;
}

function itemBoxes(root: SVGElement): ItemBox[] {
  return [...root.querySelectorAll<MapItem>('[data-key]')].map((spot) => {
    const { left, right } = spot.getBoundingClientRect();
    return { item: spot, line: Number(spot.dataset.line), left, right };
  });
}

function setTabStop(root: SVGElement, spot: MapItem): void {
  for (const other of root.querySelectorAll('[data-key][tabindex="0"]')) other.setAttribute('tabindex', '-1');
  spot.setAttribute('tabindex', '0');
}

function neighbour(root: SVGElement, from: MapItem, key: string): MapItem | null {
  const all = itemBoxes(root);
  const at = all.find(({ item }) => item === from);
  if (at === undefined) return null;
  const sameLine = all.filter(({ line }) => line === at.line).sort((one, other) => one.left - other.left);
  const here = sameLine.indexOf(at);
  if (key === 'ArrowRight') return sameLine[here + 1]?.item ?? null;
  if (key === 'ArrowLeft') return sameLine[here - 1]?.item ?? null;
  if (key === 'Home') return sameLine[0]?.item ?? null;
  if (key === 'End') return sameLine.at(-1)?.item ?? null;
  const step = key === 'ArrowDown' ? 1 : -1;
  const lines = [...new Set(all.map(({ line }) => line))].sort((one, other) => (one - other) * step);
  for (const line of lines.slice(lines.indexOf(at.line) + 1)) {
    // The one that overlaps most, and of equals the leftmost.
    const best = all
      .filter((one) => one.line === line)
      .map((one) => ({ one, overlap: Math.min(one.right, at.right) - Math.max(one.left, at.left) }))
      .sort((a, b) => b.overlap - a.overlap || a.one.left - b.one.left)[0];
    if (best !== undefined && best.overlap > 1) return best.one.item;
  }
  return null;
}

/** Handles the keys of the picture. `onLeave` is Escape: one level out. */
export function enableArrowKeys(root: SVGElement, onLeave: () => void): void {
  root.addEventListener('keydown', (event) => {
    const spot = event.target;
    if (!(spot instanceof SVGGElement) || spot.dataset.key === undefined) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      spot.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onLeave();
    } else if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) {
      event.preventDefault();
      const next = neighbour(root, spot, event.key);
      if (next === null) return;
      setTabStop(root, next);
      next.focus();
    }
  });
}

/** Key of the focused spot, or `null`. */
export function focusedKey(root: SVGElement): string | null {
  const active = document.activeElement;
  return active instanceof SVGGElement && root.contains(active) ? (active.dataset.key ?? null) : null;
}

/** After a new drawing: makes one spot the tab stop, and gives it the focus if the picture had it. */
export function restoreFocus(root: SVGElement, key: string | null): void {
  const spots = [...root.querySelectorAll<MapItem>('[data-key]')];
  const kept = spots.find((spot) => spot.dataset.key === key);
  const stop = kept ?? spots.find((spot) => Number(spot.dataset.line) >= 0) ?? spots[0];
  if (stop === undefined) return;
  setTabStop(root, stop);
  if (key !== null) stop.focus();
}
