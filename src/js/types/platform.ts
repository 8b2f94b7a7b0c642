// Types of the platform where it has them, so that our declarations compile without the DOM library and without Node's types.

type InstanceOf<Name extends string> =
  typeof globalThis extends Record<Name, { prototype: infer T }> ? T : unknown;

/** The platform's `AbortSignal`. */
export type PlatformSignal = InstanceOf<'AbortSignal'>;
/** The platform's `Request`. */
export type PlatformRequest = InstanceOf<'Request'>;
/** The platform's `Response`. */
export type PlatformResponse = InstanceOf<'Response'>;
/** The platform's `ReadableStream`. */
export type PlatformStream = InstanceOf<'ReadableStream'>;
/** The platform's `fetch`. */
export type PlatformFetch = typeof globalThis extends { fetch: infer Fetch }
  ? Fetch
  : (url: string, init: object) => Promise<PlatformResponse>;
/** What the package needs of a `fetch`: the platform's may have more, such as Bun's `preconnect`. */
export type FetchFunction = (url: string, init?: Parameters<PlatformFetch>[1]) => Promise<PlatformResponse>;
/** The part of the platform's `Headers` that the package uses. */
export interface HeadersReader {
  get(name: string): string | null;
}
