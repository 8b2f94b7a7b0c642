// `byoip/emulator`: the API, emulated. It has no wasm and imports nothing from the core.

export * from '../emulator/index.js';
