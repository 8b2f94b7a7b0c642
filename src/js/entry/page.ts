// What our own page needs: `byoip/slim`, and the internals that the package does not export.

export { stuckHelp } from '../bindings/rollout-progress.js';
export { apiMessageText } from '../client/api-message.js';
export { refusalHelp } from '../client/refusal-help.js';
export { MapView } from '../map/element/map-view.js';
export * from '../map/model/address-range.js';
export { type NestedBinding, nestBindings } from '../map/model/nest-bindings.js';
export { type OwnerSegment, segmentsWithin } from '../map/model/owner-segments.js';
export * from '../map/model/palette.js';
export { finish, type MapData, prepareMap } from '../map/model/prepare-map.js';
export { FillPatterns, swatch } from '../map/picture/fill-patterns.js';
export type { MarkedAddress } from '../map/picture/marker.js';
export { elementOf, svgElementOf } from '../map/picture/shapes.js';
export { liveStyles } from '../map/picture/style.js';
export { codePointName, escapeJson, HIDDEN, hasHidden, showHidden } from '../text/hidden.js';
export { defined } from '../types/defined.js';
export { problemOf } from '../types/errors.js';
export { type ErrorClass, errorClass } from '../wasm/exchange.js';
export * from './slim.js';
