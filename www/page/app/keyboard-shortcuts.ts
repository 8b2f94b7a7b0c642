// Keyboard shortcuts of the whole page: `/` jumps to the look-up, Ctrl+Z and Ctrl+Shift+Z undo and redo, `?` shows the keys.

interface ShortcutHandlers {
  undo(): void;
  redo(): void;
  /** False where there is nothing to jump to. */
  focusLookup(): boolean;
  showKeys(): void;
}

function isInside(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}

export function listenForShortcuts(handlers: ShortcutHandlers): void {
  addEventListener('keydown', (event) => {
    const hasModifier = event.ctrlKey || event.metaKey;
    if (event.altKey || isInside(event.target, 'input:not([type=radio]), textarea')) return;
    if (hasModifier && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      if (event.shiftKey) handlers.redo();
      else handlers.undo();
    } else if (!hasModifier && event.key === '?') {
      event.preventDefault();
      handlers.showKeys();
    } else if (!hasModifier && event.key === '/') {
      // In a list of options a character selects one.
      if (!isInside(event.target, 'select') && handlers.focusLookup()) event.preventDefault();
    }
  });
}
