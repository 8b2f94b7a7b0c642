// The functions of the core's wasm that the package calls.

export { call, Exchange, errorCodes, Resolver, readEnvelope, ruleCodes, version } from 'glue/core.js';
