// What the selected source needs from the user: a token, a file, or another file.

import { el, mountPoint, setChildren } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import type { FilePanel } from '../source/file-panel.js';
import type { LoadedAccount } from '../source/loaded-account.js';
import { tokenForm } from '../source/token-form.js';
import type { PageState } from '../state/page-state.js';
import type { DataLoader } from './data-loader.js';

export function drawSourceSetup(state: PageState, loader: DataLoader, filePanel: FilePanel): void {
  const view = sourceSetup(state, loader, filePanel);
  setChildren(mountPoint('source-setup'), [view]);
}

function sourceSetup(
  { source, workerInfo, session }: PageState,
  loader: DataLoader,
  filePanel: FilePanel,
): HTMLElement | null {
  if (source.kind === 'file' || source.kind === 'link') {
    if (source.account === null) return filePanel.root;
    const label = source.kind === 'link' ? 'Open a file' : 'Open another file';
    return openFileLine(source.account, label, () => loader.chooseFile());
  }
  if (source.kind !== 'live' || workerInfo.kind !== 'ready' || session !== null) return null;
  const { bringToken, accountId } = workerInfo.value;
  if (!bringToken && accountId !== null) return null;
  return tokenForm(accountId, (next) => loader.openSession(next));
}

function openFileLine({ name, remark }: LoadedAccount, label: string, onOpen: () => void): HTMLElement {
  return el(
    'p',
    { class: 'open-file' },
    el('code', {}, untrustedText(name, 80)),
    remark,
    el('button', { type: 'button', class: 'button', onclick: onOpen }, label),
  );
}
