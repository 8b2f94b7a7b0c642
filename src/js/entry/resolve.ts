// `byoip/resolve`: the resolver alone.

export * from '../resolve.js';
