// Pastes long texts into a field at once: browsers insert them line by line, which takes minutes for thousands of lines.

/** Shorter texts are left to the browser, which can then undo them. */
const LONG = 4000;

/** For a field's `paste` event. */
export function pasteQuickly(event: Event): void {
  const field = event.currentTarget;
  if (!(event instanceof ClipboardEvent) || !(field instanceof HTMLTextAreaElement)) return;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (text.length < LONG) return;
  event.preventDefault();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
