// `byoip/core`: for Workers that plan nothing, since wrangler uploads every wasm that an entry can load.

export * from '../core.js';
