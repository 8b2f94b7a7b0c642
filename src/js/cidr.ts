// The functions about blocks and addresses together, as `cidr.parent(…)`.

import {
  covers,
  halves,
  parent,
  parseAddress,
  parseCidr,
  parseCidrMasked,
  rangeToCidrs,
  sibling,
} from './wasm/core.js';

/** The functions about blocks and addresses. An object, and not a namespace, which a bundler would keep in a bundle that has no use for it. */
export const cidr = /* @__PURE__ */ Object.freeze({
  covers,
  halves,
  parent,
  parseAddress,
  parseCidr,
  parseCidrMasked,
  rangeToCidrs,
  sibling,
});
