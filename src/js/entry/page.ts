// What our own page needs: `byoip/slim`, and the internals that the package does not export.

export { conflictIn, withoutRepeats } from '../bindings/duplicates.js';
export { cureOfStuck } from '../bindings/rollout-progress.js';
export { said } from '../client/api-message.js';
export { cureOf, meaningOf } from '../client/classify-error.js';
export { credentialFault } from '../client/credential.js';
export { problemOf } from '../types/errors.js';
export * from './slim.js';
