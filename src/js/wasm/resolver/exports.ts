// The class of the resolver's wasm.

export { Resolver } from 'glue/resolve.js';
