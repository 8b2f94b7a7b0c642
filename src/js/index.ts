// The public API of the package: re-exports only.

export { apply, resume, runStatus } from './apply/apply.js';
export { indexedDbJournal } from './apply/indexed-db-journal.js';
export { type Journal, type MemoryJournal, memoryJournal } from './apply/journal.js';
export { type PrefixTask, runFingerprint, toRunPlan } from './apply/run-plan.js';
export type { AskedQuestion, ResumeSettings, RunLeave, RunSettings } from './apply/settings.js';
export * from './core.js';
export * from './drift.js';
export * from './map/draw-map.js';
export * from './map/layout.js';
export * from './plan/aggregate.js';
export { type FoundService, findService } from './plan/find-service.js';
export type { Bound, Reading } from './plan/list-format.js';
export * from './plan/plan.js';
export * from './plan/read-desired.js';
export {
  type PrefixSnapshot,
  readSnapshot,
  readSnapshotBody,
  type Snapshot,
  type SnapshotParams,
  takeSnapshot,
  writeSnapshot,
} from './snapshot.js';
export type * from './types/drift.js';
export type * from './types/plan.js';
export type * from './types/run.js';
