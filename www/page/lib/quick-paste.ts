// Pastes long text into a field in one step. Browsers insert it line by line, which takes minutes for thousands of lines.

/** The browser pastes shorter text, so that it can undo it. */
const LONG_TEXT = 4000;

/** Handles the `paste` event of a field. */
export function pasteQuickly(event: Event): void {
  const field = event.currentTarget;
  if (!(event instanceof ClipboardEvent) || !(field instanceof HTMLTextAreaElement)) return;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text.length < LONG_TEXT) return;
  event.preventDefault();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
