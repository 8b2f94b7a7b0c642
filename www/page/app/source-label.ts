// The label of the data source, so that the emulator is never mistaken for the live API.

import type { PageState } from '../state/page-state.js';

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
        : ['live', `live: Cloudflare’s API${workerInfo.value.writes ? '' : ', read only'}`];
  }
}

/** True where the user entered a token that the page can forget. */
export function hasUserToken(state: Pick<PageState, 'source' | 'workerInfo' | 'session'>): boolean {
  const { source, workerInfo, session } = state;
  if (source.kind !== 'live' || workerInfo.kind !== 'ready' || session === null) return false;
  return !workerInfo.value.emulated && workerInfo.value.bringToken;
}
