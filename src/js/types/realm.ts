// Predicates that also hold for values of another realm, such as an iframe, jsdom or `node:vm`, whose classes are not ours: there
// `instanceof` is false.

/** The name of the built-in class of a value, such as `Date`, from the object itself and not from its prototype chain. */
const classOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

export const isUint8Array = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && classOf(value) === 'Uint8Array';

export const isUint32Array = (value: unknown): value is Uint32Array =>
  ArrayBuffer.isView(value) && classOf(value) === 'Uint32Array';

export const isInt32Array = (value: unknown): value is Int32Array =>
  ArrayBuffer.isView(value) && classOf(value) === 'Int32Array';

export const isArrayBuffer = (value: unknown): value is ArrayBuffer => classOf(value) === 'ArrayBuffer';

export const isDate = (value: unknown): value is Date => classOf(value) === 'Date';

/** True for an error of JavaScript, and for a `DOMException`. */
export const isError = (value: unknown): value is Error => /^(Error|DOMException)$/.test(classOf(value));

/** True for a compiled module. Its class is absent where WebAssembly is. */
export const isWasmModule = (value: unknown): boolean => classOf(value) === 'WebAssembly.Module';

/** True for a response of any implementation of `fetch`. */
export const isResponse = (value: unknown): value is Response =>
  typeof (Object(value) as Partial<Response>).arrayBuffer === 'function' && 'status' in Object(value);

/** The code of an error of the system, such as `ENOSPC`; null for any other. */
export const systemCodeOf = (error: unknown): string | null =>
  isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : null;
