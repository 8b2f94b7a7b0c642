// `byoip/emulator`: an emulator of the API, without wasm and without the core.

export * from '../emulator/index.js';
