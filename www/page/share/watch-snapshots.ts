// Lists the snapshots of the Worker's watch, and reads one, to compare the account with it.

import { errorNotice } from '../errors/notice.js';
import { aside, button, el, shortList } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { truncate } from '../lib/truncate.js';
import { fetchWatchSnapshot, fetchWatchSnapshots, type WatchSnapshot } from '../source/api.js';
import type { SaveTask } from './save-files.js';

const MAX_LISTED_SNAPSHOTS = 200;

/** Shows the list; `onOpen` is called with the snapshot that is chosen. */
export function listWatchSnapshots(onOpen: (snapshot: WatchSnapshot) => void): SaveTask {
  return async (_, show, signal) => {
    show(el('p', { role: 'status' }, 'Reading the snapshots…'));
    const read = await fetchWatchSnapshots(signal);
    signal.throwIfAborted();
    if (read.kind === 'error') {
      show(errorNotice(read.error));
      return;
    }
    if (read.value.length === 0) {
      show(el('p', {}, 'The watch has not taken a snapshot yet.'));
      return;
    }
    show(
      aside(
        'A snapshot is stored when the account has changed. The watch measures changes from the baseline.',
      ),
      shortList('snapshots', truncate(read.value, MAX_LISTED_SNAPSHOTS), (one) =>
        el(
          'li',
          {},
          snapshotLabel(one),
          ' ',
          button(`Drift since ${one.takenAt}`, () => onOpen(one)),
        ),
      ),
    );
  };
}

/** Reads a snapshot of the watch, and hands it over for the comparison. */
export function openWatchSnapshot(
  onDrift: (snapshot: { readonly name: string; text(): Promise<string> }) => void,
): (snapshot: WatchSnapshot) => SaveTask {
  return ({ id, takenAt }) =>
    async (_, show, signal) => {
      show(el('p', { role: 'status' }, 'Reading the snapshot…'));
      const read = await fetchWatchSnapshot(id, signal);
      signal.throwIfAborted();
      if (read.kind === 'error') {
        show(errorNotice(read.error));
        return;
      }
      show();
      const text = new TextDecoder().decode(read.value);
      onDrift({ name: `snapshot of ${takenAt}`, text: async () => text });
    };
}

function snapshotLabel({ prefixes, bindings, isBaseline }: WatchSnapshot): HTMLElement {
  const count = (number: number, noun: string) =>
    `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : noun === 'prefix' ? 'es' : 's'}`;
  const text = `${count(prefixes, 'prefix')}, ${count(bindings, 'binding')}${isBaseline ? ', baseline' : ''}`;
  return untrustedText(text, 80);
}
