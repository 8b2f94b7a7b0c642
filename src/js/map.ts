// The map as a custom element, for web consoles.

export {
  ByoipMapElement,
  type ByoipMapEventMap,
  type ChosenBlock,
  defineMapElement,
  type ElementBinding,
  type ElementService,
} from './map/element/map-element.js';
export { ByoipError, isByoipError } from './types/errors.js';
