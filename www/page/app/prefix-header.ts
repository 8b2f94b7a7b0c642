// The choice of the prefix, and the state of the selected one.

import { mountPoint } from '../lib/dom.js';
import { prefixDetails } from '../prefix/prefix-details.js';
import { prefixPicker } from '../prefix/prefix-picker.js';
import type { PageState } from '../state/page-state.js';
import type { DataLoader } from './data-loader.js';

export function drawPrefixHeader({ account, prefixId, bgp }: PageState, loader: DataLoader): void {
  const place = mountPoint('prefix');
  const prefixes = account.kind === 'ready' ? account.value.prefixes : [];
  const prefix = prefixes.find(({ id }) => id === prefixId);
  const hadFocus = place.contains(document.activeElement);
  place.hidden = prefix === undefined;
  place.replaceChildren();
  if (prefix === undefined) return;
  const picker = prefixPicker(prefixes, prefixId, (id) => loader.selectPrefix(id));
  place.append(picker, prefixDetails(prefix, bgp));
  // The radio button that was pressed has been replaced: its successor gets the focus.
  if (hadFocus) place.querySelector<HTMLElement>('input:checked, select')?.focus();
}
