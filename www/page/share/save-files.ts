// Saves the open prefix with its draft as a file, and the account as a snapshot.

import { mapFile, ownershipChanges } from '../../../src/js/entry/page-later.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { summariseChanges } from '../changes/change-summary.js';
import type { DraftContext } from '../draft/draft-context.js';
import { errorNotice } from '../errors/notice.js';
import { type Child, el } from '../lib/dom.js';
import { downloadFile } from '../lib/download.js';
import { exportPng } from '../map/export-image.js';
import { markedAddress } from '../map/map-card.js';
import type { DraftChange } from '../state/draft-model.js';
import { bindingsCsv, bindingsJson, reportMarkdown } from './export-files.js';
import { bindingsFileName, provenance } from './provenance.js';
import { takeSnapshot } from './take-snapshot.js';

/** A task of the save panel. `show` shows feedback in place of what is shown. */
export type SaveTask = (
  context: DraftContext,
  show: (...feedback: readonly Child[]) => void,
  signal: AbortSignal,
) => Promise<void> | void;

export const saveJson: SaveTask = (context) =>
  save(context, 'json', 'application/json', bindingsJson(shownPrefix(context).bindings));

export const saveCsv: SaveTask = (context) =>
  save(context, 'csv', 'text/csv', bindingsCsv(shownPrefix(context)));

export const saveSvg: SaveTask = (context) => save(context, 'svg', 'image/svg+xml', mapSvg(context));

export const savePng: SaveTask = async (context) =>
  save(context, 'png', 'image/png', await exportPng(mapSvg(context)));

export function saveMarkdown(changesOf: (openPrefix: OpenPrefix) => readonly DraftChange[]): SaveTask {
  return (context) => {
    const { openPrefix, account, state } = context;
    const { draftPrefix } = state;
    const changes = changesOf(openPrefix);
    const moved = draftPrefix === null ? [] : ownershipChanges(openPrefix.segments, draftPrefix.segments);
    const report = reportMarkdown({
      openPrefix,
      draftPrefix,
      provenance: provenance(state, new Date()),
      changes,
      summary: summariseChanges(changes.length, moved, account.palette),
      notes: state.draft.present.notes,
      nameOf: (id) => account.palette.of(id).name,
    });
    save(context, 'md', 'text/markdown', report);
  };
}

/** `onSaved` gets the name of the file and its text. */
export const saveSnapshot =
  (onSaved: (name: string, text: string) => void): SaveTask =>
  async ({ state }, show, signal) => {
    if (state.session === null) return;
    show(el('p', { role: 'status' }, 'Reading the whole account…'));
    const snapshot = await takeSnapshot(state.session, signal);
    signal.throwIfAborted();
    if (snapshot.kind === 'error') {
      show(errorNotice(snapshot.error));
      return;
    }
    const name = `snapshot-${new Date().toISOString().slice(0, 10)}.json`;
    downloadFile(name, 'application/json', snapshot.value);
    onSaved(name, snapshot.value);
    show(el('p', {}, 'Saved a snapshot of the whole account.'));
  };

/** With the draft, where there is one. */
function shownPrefix({ state, openPrefix }: DraftContext): OpenPrefix {
  return state.draftPrefix ?? openPrefix;
}

function save(
  { openPrefix, state }: DraftContext,
  extension: string,
  mediaType: string,
  content: string | Blob,
): void {
  downloadFile(bindingsFileName(openPrefix.prefix.cidr, state, extension, new Date()), mediaType, content);
}

/** The map of the prefix, with the draft beside it where there is one. */
function mapSvg({ openPrefix, account, state }: DraftContext): string {
  const { draftPrefix, lookupResult, zoom } = state;
  return mapFile({
    maps: draftPrefix === null ? [openPrefix] : [openPrefix, draftPrefix],
    palette: account.palette,
    width: 960,
    marked: markedAddress(lookupResult.kind === 'resolved' ? lookupResult.resolution : null),
    view: zoom,
    notes: provenance(state, new Date()),
  });
}
