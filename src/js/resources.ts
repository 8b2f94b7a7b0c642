// The resources of the client, under the names that the official TypeScript SDK gives them.

import { unset } from './settings.js';
import type { CallOptions, Transport } from './transport.js';
import type { BgpPrefix, Prefix, Service, ServiceBinding } from './types.js';

/** The account of a call, and how long it may take. */
export interface AccountParams extends CallOptions {
  /** The account; the client's `accountId` without it. */
  readonly account_id?: string | undefined;
}

/** The same for a call on something below a prefix. */
export interface PrefixParams extends AccountParams {
  readonly prefix_id: string;
}

/** What every resource shares: how to send, and the account to fall back on. */
export class Resource {
  readonly #transport: Transport;
  readonly #accountId: string | undefined;

  constructor(transport: Transport, accountId: string | undefined) {
    this.#transport = transport;
    this.#accountId = accountId;
  }

  get transport(): Transport {
    return this.#transport;
  }

  account(params: AccountParams): string {
    const accountId = params.account_id ?? this.#accountId;
    if (accountId !== undefined) return accountId;
    throw unset('no account was named', 'pass `account_id` with the call, or `accountId` to the client');
  }
}

/** `client.addressing` */
export class Addressing {
  readonly services: Services;
  readonly prefixes: Prefixes;

  /** @internal */
  constructor(resource: Resource) {
    this.services = new Services(resource);
    this.prefixes = new Prefixes(resource);
  }
}

/** `client.addressing.services` */
export class Services {
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** The services that prefixes of the account can be bound to. */
  async list(params: AccountParams = {}): Promise<readonly Service[]> {
    const accountId = this.#resource.account(params);
    return this.#resource.transport.send({ operation: 'list-services', accountId }, params);
  }
}

/** `client.addressing.prefixes` */
export class Prefixes {
  readonly serviceBindings: ServiceBindings;
  readonly bgpPrefixes: BgpPrefixes;
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
    this.serviceBindings = new ServiceBindings(resource);
    this.bgpPrefixes = new BgpPrefixes(resource);
  }

  /** The IP prefixes of the account. */
  async list(params: AccountParams = {}): Promise<readonly Prefix[]> {
    const accountId = this.#resource.account(params);
    return this.#resource.transport.send({ operation: 'list-prefixes', accountId }, params);
  }

  /** One prefix. */
  async get(prefixId: string, params: AccountParams = {}): Promise<Prefix> {
    const accountId = this.#resource.account(params);
    return this.#resource.transport.send({ operation: 'get-prefix', accountId, prefixId }, params);
  }
}

/** `client.addressing.prefixes.serviceBindings` */
export class ServiceBindings {
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** The service bindings of a prefix, regional ones (without a service) included, in the API's order. */
  async list(prefixId: string, params: AccountParams = {}): Promise<readonly ServiceBinding[]> {
    const accountId = this.#resource.account(params);
    return this.#resource.transport.send({ operation: 'list-bindings', accountId, prefixId }, params);
  }

  /** One service binding. */
  async get(bindingId: string, params: PrefixParams): Promise<ServiceBinding> {
    const accountId = this.#resource.account(params);
    const call = { operation: 'get-binding', accountId, prefixId: params.prefix_id, bindingId } as const;
    return this.#resource.transport.send(call, params);
  }
}

/** `client.addressing.prefixes.bgpPrefixes` */
export class BgpPrefixes {
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** What BGP announces of a prefix. */
  async list(prefixId: string, params: AccountParams = {}): Promise<readonly BgpPrefix[]> {
    const accountId = this.#resource.account(params);
    return this.#resource.transport.send({ operation: 'list-bgp-prefixes', accountId, prefixId }, params);
  }

  /** One BGP prefix. */
  async get(bgpPrefixId: string, params: PrefixParams): Promise<BgpPrefix> {
    const accountId = this.#resource.account(params);
    const call = { operation: 'get-bgp-prefix', accountId, prefixId: params.prefix_id, bgpPrefixId } as const;
    return this.#resource.transport.send(call, params);
  }
}
