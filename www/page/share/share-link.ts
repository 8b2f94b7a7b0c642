// Shows a link to the bindings and the draft, and copies it.

import { aside, el } from '../lib/dom.js';
import { advertisedOf } from '../state/page-state.js';
import { encodeFragment, linkPayload } from './link-codec.js';
import type { SaveTask } from './save-files.js';

/** Some programs cut longer links. */
const LONG_LINK = 2000;

/** `withIds`: whether the link includes the IDs of services and bindings. */
export function shareLink(withIds: boolean): SaveTask {
  return async ({ openPrefix, account, state }, show, signal) => {
    const facts = {
      advertised: state.bgp.kind === 'ready' ? advertisedOf(state.bgp.value) : null,
      readAt: state.readAt,
    };
    const payload = linkPayload(openPrefix, account.services, state.draft.present, withIds, facts);
    const fragment = await encodeFragment(payload);
    signal.throwIfAborted();
    if (fragment === null) {
      show(el('p', {}, 'Too long for a link. Save the bindings as JSON and send the file.'));
      return;
    }
    const url = `${location.href.replace(/#.*$/, '')}#${fragment}`;
    const field = el('input', { id: 'link', class: 'mono', readonly: true, value: url });
    const copied = el('span', { class: 'aside' });
    const isLong = url.length > LONG_LINK;
    const count = url.length.toLocaleString('en');
    const note = `The link has ${count} characters; some programs cut links over 2,000. A file is safer: save as JSON.`;
    show(el('label', { for: 'link' }, 'Link'), field, copied, isLong && aside(note));
    field.focus();
    field.select();
    copied.textContent = await copyText(url);
  };
}

/** Gives a sentence for the person; an empty one where the browser has no clipboard. */
async function copyText(text: string): Promise<string> {
  const { clipboard } = navigator as Partial<Navigator>;
  if (clipboard === undefined) return '';
  return clipboard.writeText(text).then(
    () => 'Copied.',
    () => 'Copy the link from the field.',
  );
}
