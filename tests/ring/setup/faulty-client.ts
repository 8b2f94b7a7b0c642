// A client without waits, on an emulator over a socket that injects faults into chosen requests.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { Byoip, type ByoipOptions, isByoipError } from 'byoip';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type FaultName,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
} from 'byoip/emulator';
import { serveEmulator } from './emulator-server.js';

/** The seeded prefix and what hangs on it. */
export const PREFIX = SEED_PREFIXES.v4.id;
export const DEFAULT_BINDING = '0429b49b6a5155297b78e75a44b09e14';
export const BINDING = 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f';
export const BGP_PREFIX = '7009ba364c7a5760798ceb430e603b74';
export const NEW = { cidr: '192.0.2.16/29', service_id: SEED_SERVICES.cdn.id } as const;

/** A request that came in, as `GET bindings` or `DELETE binding`. */
export type RequestKind = string;

/** What a request is about, by method and the place that it names. */
export function requestKind(method: string, url: string): RequestKind {
  const path = new URL(url, 'http://any').pathname.replace(/^.*\/addressing\//, '');
  const names: readonly (readonly [RegExp, string])[] = [
    [/^services$/, 'services'],
    [/^prefixes$/, 'prefixes'],
    [/\/bgp\/prefixes$/, 'bgp-prefixes'],
    [/\/bgp\/prefixes\/[^/]*$/, 'bgp-prefix'],
    [/\/bindings$/, 'bindings'],
    [/\/bindings\/[^/]*$/, 'binding'],
    [/\/delegations$/, 'delegations'],
    [/\/delegations\/[^/]*$/, 'delegation'],
    [/\/validate$/, 'validate'],
    [/^prefixes\/[^/]*$/, 'prefix'],
  ];
  return `${method} ${names.find(([pattern]) => pattern.test(path))?.[1] ?? path}`;
}

/** A client, its emulator, and what went on between them. */
export interface FaultyClient {
  readonly client: Byoip;
  readonly emulator: Emulator;
  /** Where it listens; nowhere without a socket. */
  readonly url: string;
  /** Requests in the order of their arrival. */
  readonly asked: readonly RequestKind[];
  /** Waits that the client wanted, ms. */
  readonly waits: readonly number[];
  /** Codes of the failed requests in the log. */
  readonly failed: readonly string[];
  close(): Promise<void>;
}

/** Which requests go wrong: the `nth` of a kind, from 1, or all of them. */
export interface InjectedFault {
  readonly fault: FaultName;
  readonly kind: RequestKind;
  readonly nth?: number;
}

/** Servers that a failed test has left open: they would keep its process from ending. */
const open = new Set<() => Promise<void>>();
after(() => Promise.all([...open].map((close) => close())));

/** Sets a stage. */
export async function clientWithFaults(
  wrongs: readonly InjectedFault[],
  options: Partial<ByoipOptions> = {},
  { socket = true, ...around }: EmulatorOptions & { readonly socket?: boolean } = {},
): Promise<FaultyClient> {
  const asked: RequestKind[] = [];
  const waits: number[] = [];
  const failed: string[] = [];
  const emulator = createEmulator({
    provisioningDelay: 0,
    ...around,
    faults: (request) => {
      const kind = requestKind(request.method, request.url);
      asked.push(kind);
      const nth = asked.filter((other) => other === kind).length;
      return wrongs.find((wrong) => wrong.kind === kind && (wrong.nth ?? nth) === nth)?.fault;
    },
  });
  const server = socket ? await serveEmulator({ emulator }) : null;
  const close = async () => {
    open.delete(close);
    await server?.close();
  };
  open.add(close);
  const way = server === null ? { fetch: inProcess(emulator) } : { baseURL: server.url };
  const client = new Byoip({
    apiToken: 'a-token-of-some-length',
    accountId: SEED_ACCOUNT_ID,
    ...way,
    // Short where it is waited for to the end, long where a busy machine must not come to it.
    timeout: wrongs.some(({ fault }) => fault === 'timeout-after-commit') ? 400 : 20_000,
    env: {},
    logger: ({ code }) => {
      if (code !== null) failed.push(code);
    },
    timing: {
      random: () => 0,
      sleep: async (milliseconds, signal) => {
        waits.push(milliseconds);
        emulator.clock.advance(milliseconds);
        if (signal?.aborted) throw signal.reason;
      },
    },
    ...options,
  });
  return {
    client,
    emulator,
    url: server?.url ?? '',
    asked,
    waits,
    failed,
    close,
  };
}

function inProcess(emulator: Emulator): NonNullable<ByoipOptions['fetch']> {
  return (input, init) => emulator.fetch(new Request(input, init));
}

/** The seeded IPv4 prefix as the emulator has it. */
export function accountState({ emulator }: Pick<FaultyClient, 'emulator'>) {
  const prefix = emulator.state.accounts[0]?.prefixes.find(({ id }) => id === PREFIX);
  if (prefix === undefined) throw new Error('the seeded prefix is gone');
  const [bgp] = prefix.bgpPrefixes;
  const v6 = emulator.state.accounts[0]?.prefixes.find(({ id }) => id === SEED_PREFIXES.v6.id);
  return {
    prefix,
    bgpPrefixesV6: v6?.bgpPrefixes ?? [],
    bindings: prefix.bindings.map(({ id, cidr, serviceId }) => ({ id, cidr, serviceId })),
    bgp: { advertised: bgp?.advertised, asnPrependCount: bgp?.asnPrependCount },
    lock: () => {
      prefix.bgpPrefixes = prefix.bgpPrefixes.map((one) => ({ ...one, onDemandLocked: true }));
    },
  };
}

/** How a call ended, as text: `done`, or code and outcome. */
export async function resultText(work: PromiseLike<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!isByoipError(error)) throw error;
    return `${error.name.replace('Byoip', '')} ${error.code} ${error.outcome}`;
  }
}

/** What a call failed with. */
export async function rejection(work: PromiseLike<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  return assert.fail('expected a failure');
}

/** A client of an address, which waits for nothing. */
export function clientOn(baseURL: string, options: Partial<ByoipOptions>): Byoip {
  const timing = { sleep: async () => {}, random: () => 0 };
  return new Byoip({ apiToken: 't', accountId: SEED_ACCOUNT_ID, baseURL, timing, env: {}, ...options });
}
