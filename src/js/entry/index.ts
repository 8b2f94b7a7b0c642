// `byoip`: the wasm starts with the first call that needs it. Where it comes from is decided when the entry is built.

export * from '../index.js';
