// What our own page needs after its first view, apart from the first load.

export {
  deleteStoredJournal,
  type StoredJournal,
  storedJournalNames,
  storedJournals,
} from '../apply/indexed-db-journal.js';
export { MOST_IN_PART, runParts } from '../apply/run-parts.js';
export { findConflict, uniqueBindings } from '../bindings/duplicates.js';
export { credentialProblem } from '../client/credential.js';
export { mapFile } from '../map/map-file.js';
export * from '../map/model/ownership-changes.js';
export { type BeforeAfter, beforeAfterStrips, type TransientOwners } from '../map/picture/before-after.js';
export { sharesDrawing } from '../map/picture/shares.js';
export { readPart, type SnapshotFile, snapshotIn } from '../snapshot-file.js';
