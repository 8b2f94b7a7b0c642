// The label and the choice of the data source, so that the emulator is never mistaken for the live API.

import { el, mountPoint, setChildren } from '../lib/dom.js';
import { sourcePicker } from '../source/source-picker.js';
import type { PageState } from '../state/page-state.js';
import type { DataLoader } from './data-loader.js';

type Tone = 'plain' | 'emulated' | 'live';

/** The words and the colour of the label; `null` as long as the source is unknown. */
export function sourceLabel({
  source,
  workerInfo,
}: Pick<PageState, 'source' | 'workerInfo'>): readonly [Tone, string] | null {
  switch (source.kind) {
    case 'demo':
      return ['emulated', 'demo: nothing here is real'];
    case 'link':
      return ['emulated', 'shared by link: not verified'];
    case 'file':
      return source.account === null ? null : ['plain', 'file: not live'];
    case 'live':
      if (workerInfo.kind !== 'ready') return null;
      return workerInfo.value.emulated
        ? ['emulated', 'emulator: nothing here is real']
        : ['live', 'live: Cloudflare’s API, read only'];
  }
}

/** True where the user entered a token that the page can forget. */
export function hasUserToken({
  source,
  workerInfo,
  session,
}: Pick<PageState, 'source' | 'workerInfo' | 'session'>): boolean {
  return (
    source.kind === 'live' &&
    workerInfo.kind === 'ready' &&
    !workerInfo.value.emulated &&
    workerInfo.value.bringToken &&
    session !== null
  );
}

export function drawSource(state: PageState, loader: DataLoader): void {
  const place = mountPoint('source');
  const hadFocus = place.contains(document.activeElement);
  const label = sourceLabel(state);
  const forget = (): void => loader.closeSession();
  setChildren(place, [
    label !== null && el('span', { class: `label ${label[0]}` }, label[1]),
    hasUserToken(state) && el('button', { type: 'button', class: 'button', onclick: forget }, 'Forget token'),
    sourcePicker(state.source, loader),
  ]);
  // The radio button that was pressed has been replaced: its successor gets the focus.
  if (hadFocus) place.querySelector<HTMLElement>('input:checked')?.focus();
}
