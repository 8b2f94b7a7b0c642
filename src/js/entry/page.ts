// What our own page needs: `byoip/slim`, and the internals that the package does not export.

export { findConflict, uniqueBindings } from '../bindings/duplicates.js';
export { stuckHelp } from '../bindings/rollout-progress.js';
export { apiMessageText } from '../client/api-message.js';
export { classifyError, refusalHelp } from '../client/classify-error.js';
export { credentialProblem } from '../client/credential.js';
export { readPart, type SnapshotFile, snapshotIn } from '../snapshot-file.js';
export { defined } from '../types/defined.js';
export { problemOf } from '../types/errors.js';
export * from './slim.js';
