// The table of operations, for our own Worker: without the client and the wasm.

export { OPERATIONS } from '../types/operations.js';
