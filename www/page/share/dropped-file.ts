// A file that was dropped on the page, or JSON that was pasted: it is opened, or belongs to a view of the open account.

import { actions, button, el, setChildren } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import type { OnFile } from '../source/drop-and-paste.js';

export interface DroppedFileHandlers {
  /** Opens it in place of what is open. */
  readonly open: OnFile;
  /** Compares the account with it. */
  onDrift(snapshot: { readonly name: string; text(): Promise<string> }): void;
  onJournal(file: File): void;
  /** The account that is open, of the API or the demo; `null` where none is. */
  openAccount(): { readonly accountId: string; readonly isDemo: boolean } | null;
  /** True while the view of drift is open. */
  isComparing(): boolean;
}

/** What tells the files apart is at their beginning, bytes. */
const HEAD = 4096;

type DroppedKind = 'journal' | 'snapshot' | 'other';

async function kindOf(content: Blob): Promise<{ readonly kind: DroppedKind; readonly accountId: string }> {
  const head = await content.slice(0, HEAD).text();
  const [, accountId = ''] = /"account_id"\s*:\s*"([^"]*)"/.exec(head) ?? [];
  if (/^\s*\{\s*"byoip_journal"/.test(head)) return { kind: 'journal', accountId };
  return { kind: /^\s*\{[^[]*"byoip_snapshot"/.test(head) ? 'snapshot' : 'other', accountId };
}

/** Takes a file: where it may be meant for the view of drift or to be opened, it asks. */
export function createDroppedFile(handlers: DroppedFileHandlers): OnFile {
  const compare: OnFile = (name, content) => handlers.onDrift({ name, text: () => content.text() });
  const ask = createQuestion(handlers.open, compare);
  const take = async (name: string, content: Blob): Promise<void> => {
    const account = handlers.openAccount();
    const { kind, accountId } = await kindOf(content);
    const isComparing = handlers.isComparing();
    // Opening a file forgets the token of a live account.
    const isOfLive = kind === 'snapshot' && account?.accountId === accountId && !account.isDemo;
    if (account === null) handlers.open(name, content);
    else if (kind === 'journal') handlers.onJournal(new File([content], name));
    else if (kind === 'snapshot' && isComparing) compare(name, content);
    else if (isComparing || isOfLive) ask(name, content);
    else handlers.open(name, content);
  };
  return (name, content) => void take(name, content);
}

/** A dialog; Escape closes it, and the file is left. */
function createQuestion(onOpen: OnFile, onCompare: OnFile): OnFile {
  const dialog = el('dialog', { class: 'card dropped-file', 'aria-labelledby': 'dropped-title' });
  document.body.append(dialog);
  return (name, content) => {
    const choice = (label: string, act: OnFile): HTMLElement =>
      button(label, () => {
        dialog.close();
        act(name, content);
      });
    setChildren(dialog, [
      el('h2', { id: 'dropped-title' }, 'What is this file for?'),
      el('p', {}, untrustedText(name, 80)),
      actions(
        choice('Compare the account with it', onCompare),
        choice('Open it in place of the account', onOpen),
        choice('Cancel', () => {}),
      ),
    ]);
    if (!dialog.open) dialog.showModal();
  };
}
