// The transport of a client, for the parts of the package that send requests of their own.

import type { Transport } from './transport.js';

const transports = new WeakMap<object, Transport>();

/** Records the transport of a client. */
export function setTransport(client: object, transport: Transport): void {
  transports.set(client, transport);
}

/** Undefined for what is not a client of this package. */
export function transportOf(client: unknown): Transport | undefined {
  return transports.get(Object(client));
}
