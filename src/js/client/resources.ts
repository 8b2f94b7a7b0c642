// The resources of the client, under the names that the official TypeScript SDK gives them.

import type { BgpPrefix, Delegation, MagicRoute, Prefix, Service, ServiceBinding } from '../types/api.js';
import type { Operation, ResultOf } from '../types/operations.js';
import { ApiPromise, ListPromise } from './api-promise.js';
import { type CreateOptions, createBgpPrefix, createBinding, createDelegation } from './creates.js';
import type { ApiCall, Reply } from './response.js';
import { settingMissing } from './settings.js';
import type { CallOptions, Transport } from './transport.js';

/** The account of a call. */
export interface AccountParams {
  /** The account; the default is the client's `accountId`. */
  readonly account_id?: string | undefined;
}

/** The account and prefix of a call. */
export interface PrefixParams extends AccountParams {
  readonly prefix_id: string;
}

/** A binding to create. */
export interface ServiceBindingCreateParams extends AccountParams {
  /** The prefix itself for its first binding, then blocks inside it; without host bits. */
  readonly cidr: string;
  /** One of the account's services: `client.addressing.services.list()`. */
  readonly service_id: string;
}

/** The change to a prefix. */
export interface PrefixEditParams extends AccountParams {
  /** At most 1,000 characters. */
  readonly description: string;
}

/** A BGP prefix to create. */
export interface BgpPrefixCreateParams extends AccountParams {
  /** A block inside the prefix; without host bits. */
  readonly cidr: string;
}

/** A delegation to create. */
export interface DelegationCreateParams extends AccountParams {
  /** The prefix or a block inside it; without host bits. */
  readonly cidr: string;
  /** The account that may use the block. */
  readonly delegated_account_id: string;
}

/** The changes to a BGP prefix; other fields stay. */
export interface BgpPrefixEditParams extends PrefixParams {
  readonly on_demand?: { readonly advertised?: boolean | undefined } | undefined;
  /** How often Cloudflare's ASN is prepended: 0 to 3. */
  readonly asn_prepend_count?: number | undefined;
  /** True to advertise while a route of the Magic routing table matches, and withdraw otherwise. */
  readonly auto_advertise_withdraw?: boolean | undefined;
}

/** What all resources share: the transport and the default account. */
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

  account({ account_id: accountId = this.#accountId }: AccountParams): string {
    if (accountId !== undefined) return accountId;
    throw settingMissing(
      'no account was given',
      'pass `account_id` with the call, or `accountId` to the client',
    );
  }

  /** Sends a call that needs no read before it. */
  async call<O extends Operation>(
    operation: O,
    facts: Omit<ApiCall, 'operation' | 'accountId'>,
    params: AccountParams,
    options: CallOptions,
  ): Promise<Reply<ResultOf[O]>> {
    const accountId = this.account(params);
    return this.#transport.call({ operation, accountId, ...facts }, options);
  }
}

/** `client.addressing` */
export class Addressing {
  readonly services: Services;
  readonly prefixes: Prefixes;
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
    this.services = new Services(resource);
    this.prefixes = new Prefixes(resource);
  }

  /** @internal The account of a call. */
  account(params: AccountParams): string {
    return this.#resource.account(params);
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
  list(params: AccountParams = {}, options: CallOptions = {}): ListPromise<Service> {
    return new ListPromise(this.#resource.call('list-services', {}, params, options));
  }
}

/** `client.addressing.prefixes` */
export class Prefixes {
  readonly serviceBindings: ServiceBindings;
  readonly bgpPrefixes: BgpPrefixes;
  readonly delegations: Delegations;
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
    this.serviceBindings = new ServiceBindings(resource);
    this.bgpPrefixes = new BgpPrefixes(resource);
    this.delegations = new Delegations(resource);
  }

  /** The IP prefixes of the account. */
  list(params: AccountParams = {}, options: CallOptions = {}): ListPromise<Prefix> {
    return new ListPromise(this.#resource.call('list-prefixes', {}, params, options));
  }

  /** One prefix. */
  get(prefixId: string, params: AccountParams = {}, options: CallOptions = {}): ApiPromise<Prefix> {
    return new ApiPromise(this.#resource.call('get-prefix', { prefixId }, params, options));
  }

  /** Changes the description of a prefix and reads it back. */
  edit(prefixId: string, params: PrefixEditParams, options: CallOptions = {}): ApiPromise<Prefix> {
    const facts = { prefixId, description: params.description };
    return new ApiPromise(this.#resource.call('edit-prefix', facts, params, options));
  }

  /** Starts the validation of a prefix; the result shows its states. It may be sent again: no read shows whether it was started. */
  validate(prefixId: string, params: AccountParams = {}, options: CallOptions = {}): ApiPromise<Prefix> {
    return new ApiPromise(this.#resource.call('validate-prefix', { prefixId }, params, options));
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
  list(prefixId: string, params: AccountParams = {}, options: CallOptions = {}): ListPromise<ServiceBinding> {
    return new ListPromise(this.#resource.call('list-bindings', { prefixId }, params, options));
  }

  /** One service binding. */
  get(bindingId: string, params: PrefixParams, options: CallOptions = {}): ApiPromise<ServiceBinding> {
    const ids = { prefixId: params.prefix_id, bindingId };
    return new ApiPromise(this.#resource.call('get-binding', ids, params, options));
  }

  /**
   * Creates a service binding. The client first checks the rules against the prefix, its bindings and the services, and does not
   * send a binding that breaks one (`RuleError`). After an unclear response it reads the list to find out whether the binding
   * was created. One call creates one binding, or none, or ends with the outcome `unknown`.
   */
  create(
    prefixId: string,
    params: ServiceBindingCreateParams,
    options: CreateOptions = {},
  ): ApiPromise<ServiceBinding> {
    return new ApiPromise(this.#create(prefixId, params, options));
  }

  /** Deletes a service binding. After an unclear response the client checks whether it still exists. */
  delete(bindingId: string, params: PrefixParams, options: CallOptions = {}): ApiPromise<null> {
    const facts = { prefixId: params.prefix_id, bindingId };
    return new ApiPromise(this.#resource.call('delete-binding', facts, params, options));
  }

  async #create(prefixId: string, params: ServiceBindingCreateParams, options: CreateOptions) {
    const { cidr, service_id: serviceId } = params;
    const accountId = this.#resource.account(params);
    const call = { operation: 'create-binding', accountId, prefixId, cidr, serviceId } as const;
    return createBinding(this.#resource.transport, call, options);
  }
}

/** `client.addressing.prefixes.bgpPrefixes` */
export class BgpPrefixes {
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** The BGP prefixes of a prefix. */
  list(prefixId: string, params: AccountParams = {}, options: CallOptions = {}): ListPromise<BgpPrefix> {
    return new ListPromise(this.#resource.call('list-bgp-prefixes', { prefixId }, params, options));
  }

  /** One BGP prefix. */
  get(bgpPrefixId: string, params: PrefixParams, options: CallOptions = {}): ApiPromise<BgpPrefix> {
    const ids = { prefixId: params.prefix_id, bgpPrefixId };
    return new ApiPromise(this.#resource.call('get-bgp-prefix', ids, params, options));
  }

  /**
   * Changes the advertisement of a BGP prefix and reads it back: the error is `edit-ineffective` where the API reports success
   * and changes nothing, as for a locked prefix.
   */
  edit(bgpPrefixId: string, params: BgpPrefixEditParams, options: CallOptions = {}): ApiPromise<BgpPrefix> {
    const { prefix_id: prefixId, on_demand, asn_prepend_count, auto_advertise_withdraw } = params;
    const facts = {
      prefixId,
      bgpPrefixId,
      ...(on_demand?.advertised === undefined ? {} : { advertised: on_demand.advertised }),
      ...(asn_prepend_count === undefined ? {} : { asnPrependCount: asn_prepend_count }),
      ...(auto_advertise_withdraw === undefined ? {} : { autoAdvertiseWithdraw: auto_advertise_withdraw }),
    };
    return new ApiPromise(this.#resource.call('edit-bgp-prefix', facts, params, options));
  }

  /** Creates a BGP prefix, withdrawn. After an unclear response the client reads the list, as for a service binding. */
  create(prefixId: string, params: BgpPrefixCreateParams, options: CallOptions = {}): ApiPromise<BgpPrefix> {
    return new ApiPromise(this.#create(prefixId, params, options));
  }

  /** Deletes a BGP prefix. After an unclear response the client checks whether it still exists. */
  delete(bgpPrefixId: string, params: PrefixParams, options: CallOptions = {}): ApiPromise<null> {
    const facts = { prefixId: params.prefix_id, bgpPrefixId };
    return new ApiPromise(this.#resource.call('delete-bgp-prefix', facts, params, options));
  }

  async #create(prefixId: string, params: BgpPrefixCreateParams, options: CallOptions) {
    const accountId = this.#resource.account(params);
    const call = { operation: 'create-bgp-prefix', accountId, prefixId, cidr: params.cidr } as const;
    return createBgpPrefix(this.#resource.transport, call, options);
  }
}

/** `client.addressing.prefixes.delegations` */
export class Delegations {
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** The blocks of a prefix that other accounts may use. */
  list(prefixId: string, params: AccountParams = {}, options: CallOptions = {}): ListPromise<Delegation> {
    return new ListPromise(this.#resource.call('list-delegations', { prefixId }, params, options));
  }

  /** Delegates a block to an account. After an unclear response the client reads the list, as for a service binding. */
  create(
    prefixId: string,
    params: DelegationCreateParams,
    options: CallOptions = {},
  ): ApiPromise<Delegation> {
    return new ApiPromise(this.#create(prefixId, params, options));
  }

  /** Deletes a delegation. After an unclear response the client reads the list: the API has no read of one delegation. */
  delete(delegationId: string, params: PrefixParams, options: CallOptions = {}): ApiPromise<null> {
    const facts = { prefixId: params.prefix_id, delegationId };
    return new ApiPromise(this.#resource.call('delete-delegation', facts, params, options));
  }

  async #create(prefixId: string, params: DelegationCreateParams, options: CallOptions) {
    const { cidr, delegated_account_id: delegatedAccountId } = params;
    const accountId = this.#resource.account(params);
    const call = { operation: 'create-delegation', accountId, prefixId, cidr, delegatedAccountId } as const;
    return createDelegation(this.#resource.transport, call, options);
  }
}

/** `client.magicTransit` */
export class MagicTransit {
  readonly routes: MagicRoutes;

  /** @internal */
  constructor(resource: Resource) {
    this.routes = new MagicRoutes(resource);
  }
}

/** `client.magicTransit.routes` */
export class MagicRoutes {
  readonly #resource: Resource;

  /** @internal */
  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** The static routes of the account; the API refuses with code 1012 where it is not onboarded to Magic Transit or Magic WAN. */
  list(params: AccountParams = {}, options: CallOptions = {}): ListPromise<MagicRoute> {
    return new ListPromise(this.#resource.call('list-magic-routes', {}, params, options));
  }
}
