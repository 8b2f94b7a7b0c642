// For our own Worker, without the client and the wasm: the table of operations, and text made safe to print.

export { escapeInvisible } from '../text/sanitize.js';
export { OPERATIONS } from '../types/operations.js';
