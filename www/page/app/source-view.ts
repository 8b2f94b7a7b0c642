// The data source: its label, the choice between sources, and what the selected one needs from the user.

import { button, el, mountPoint, radio, setChildren } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import type { LoadedAccount, SelectedSource } from '../source/loaded-account.js';
import type { PageState } from '../state/page-state.js';
import type { DataLoader } from './data-loader.js';
import type { FilePanelLoader } from './file-panel-loader.js';
import { hasUserToken, sourceLabel } from './source-label.js';

/** The person whom Access has signed in, where that is who asks. */
function signedInAs({ source, workerInfo }: PageState): HTMLElement | null {
  const actor = source.kind === 'live' && workerInfo.kind === 'ready' ? workerInfo.value.actor : null;
  return actor === null ? null : el('span', { class: 'aside' }, 'as ', untrustedText(actor, 60));
}

export function drawSource(state: PageState, loader: DataLoader): void {
  const place = mountPoint('source');
  const hadFocus = place.contains(document.activeElement);
  const label = sourceLabel(state);
  const forget = (): void => loader.closeSession();
  setChildren(place, [
    label !== null && el('span', { class: `label ${label[0]}` }, label[1]),
    signedInAs(state),
    hasUserToken(state) && button('Forget token', forget),
    sourcePicker(state.source, loader),
  ]);
  // The radio button that was pressed has been replaced: its successor gets the focus.
  if (hadFocus) place.querySelector<HTMLElement>('input:checked')?.focus();
}

/** The choice between sources. A link selects none of them. */
function sourcePicker({ kind: selected }: SelectedSource, loader: DataLoader): HTMLElement {
  const option = (kind: string, name: string, description: string, onchange: () => void): HTMLElement => {
    const attributes = { value: kind, checked: kind === selected, 'aria-description': description };
    const element = radio({ name: 'source', onchange, ...attributes }, name);
    element.title = description;
    return element;
  };
  return el(
    'fieldset',
    { class: 'segmented source-picker' },
    el('legend', { class: 'visually-hidden' }, 'Data source'),
    option('demo', 'Demo', 'an invented account that runs in this page', () => loader.openDemo()),
    option('live', 'Live', 'your account, through the Worker that serves this page', () => loader.openLive()),
    option('file', 'File', 'a list that you saved, drop or paste', () => loader.chooseFile()),
  );
}

export function drawSourceSetup(state: PageState, loader: DataLoader, filePanel: FilePanelLoader): void {
  setChildren(mountPoint('source-setup'), [sourceSetup(state, loader, filePanel)]);
}

/** What the selected source needs: a token, a file, or another file. */
function sourceSetup(
  { source, workerInfo, session }: PageState,
  loader: DataLoader,
  filePanel: FilePanelLoader,
): HTMLElement | null {
  const place = el('div', {});
  if (source.kind === 'file' || source.kind === 'link') {
    if (source.account === null) {
      filePanel.use(({ root }) => place.append(root));
      return place;
    }
    const label = source.kind === 'link' ? 'Open a file' : 'Open another file';
    return openFileLine(source.account, label, () => loader.chooseFile());
  }
  if (source.kind !== 'live' || workerInfo.kind !== 'ready' || session !== null) return null;
  const { bringToken, accountId } = workerInfo.value;
  if (!bringToken && accountId !== null) return null;
  void import('../lazy.js').then(({ tokenForm }) => {
    place.append(tokenForm(accountId, (next) => loader.openSession(next)));
  });
  return place;
}

function openFileLine({ name, remark }: LoadedAccount, label: string, onOpen: () => void): HTMLElement {
  return el(
    'p',
    { class: 'open-file' },
    el('code', {}, untrustedText(name, 80)),
    remark,
    button(label, onOpen),
  );
}
