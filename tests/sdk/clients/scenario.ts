// The scenario of every client, one call of each operation of the table, and the expected results.

import {
  createEmulator,
  type EmulatedOperation,
  type EmulatorOptions,
  OPERATIONS,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
} from 'byoip/emulator';

/** A call of an operation in the official clients. */
interface Call {
  /** Resource and method, as the TypeScript client names them. */
  readonly sdk: string;
  /**
   * Ids and fields of the body by the API's names, besides the account and the prefix; `$create-binding` is the id in the result
   * of that call.
   */
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Ids and fields by their names. */
export type Args = Readonly<Record<string, unknown>>;

/** What each operation gave, by its name. */
export type Results = Readonly<Record<string, unknown>>;

const BGP_PREFIX_ID = '7009ba364c7a5760798ceb430e603b74';

/** A call of each operation, in the order of the scenario. */
export const CALLS: Readonly<Record<EmulatedOperation, Call>> = {
  'list-services': { sdk: 'addressing.services.list' },
  'list-prefixes': { sdk: 'addressing.prefixes.list' },
  'get-prefix': { sdk: 'addressing.prefixes.get' },
  'edit-prefix': { sdk: 'addressing.prefixes.edit', args: { description: 'Internal test prefix' } },
  'validate-prefix': { sdk: 'addressing.prefixes.validate' },
  'create-binding': {
    sdk: 'addressing.prefixes.serviceBindings.create',
    args: { cidr: '192.0.2.16/29', service_id: SEED_SERVICES.cdn.id },
  },
  'get-binding': {
    sdk: 'addressing.prefixes.serviceBindings.get',
    args: { binding_id: '$create-binding' },
  },
  'delete-binding': {
    sdk: 'addressing.prefixes.serviceBindings.delete',
    args: { binding_id: '$create-binding' },
  },
  'list-bindings': { sdk: 'addressing.prefixes.serviceBindings.list' },
  'list-bgp-prefixes': { sdk: 'addressing.prefixes.bgpPrefixes.list' },
  'get-bgp-prefix': { sdk: 'addressing.prefixes.bgpPrefixes.get', args: { bgp_prefix_id: BGP_PREFIX_ID } },
  'edit-bgp-prefix': {
    sdk: 'addressing.prefixes.bgpPrefixes.edit',
    args: { bgp_prefix_id: BGP_PREFIX_ID, asn_prepend_count: 2, on_demand: { advertised: false } },
  },
  'create-bgp-prefix': {
    sdk: 'addressing.prefixes.bgpPrefixes.create',
    args: { prefix_id: SEED_PREFIXES.v6.id, cidr: '2001:db8:1234::/48' },
  },
  'delete-bgp-prefix': {
    sdk: 'addressing.prefixes.bgpPrefixes.delete',
    args: { prefix_id: SEED_PREFIXES.v6.id, bgp_prefix_id: '$create-bgp-prefix' },
  },
  'create-delegation': {
    sdk: 'addressing.prefixes.delegations.create',
    args: { cidr: '192.0.2.64/26', delegated_account_id: 'b1946ac92492d2347c6235b4d2611184' },
  },
  'delete-delegation': {
    sdk: 'addressing.prefixes.delegations.delete',
    args: { delegation_id: '$create-delegation' },
  },
  'list-delegations': { sdk: 'addressing.prefixes.delegations.list' },
  'list-magic-routes': { sdk: 'magicTransit.routes.list' },
};

/** The operations in the order of the scenario. */
export const SCENARIO = Object.keys(CALLS) as readonly EmulatedOperation[];

/** The names of the ids in the path of an operation, the account left out. */
export function idsOf(operation: EmulatedOperation): readonly string[] {
  return [...OPERATIONS[operation].path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) =>
    name === 'account_id' ? [] : [name],
  );
}

/** All ids and fields of a call. */
export function argsOf(operation: EmulatedOperation, results: Results): Args {
  const prefix = idsOf(operation).includes('prefix_id') ? { prefix_id: SEED_PREFIXES.v4.id } : {};
  const own = Object.entries(CALLS[operation].args ?? {}).map(([name, value]) => {
    const earlier = typeof value === 'string' && value.startsWith('$') ? results[value.slice(1)] : undefined;
    return [name, earlier === undefined ? value : (earlier as { readonly id: string }).id];
  });
  return { account_id: SEED_ACCOUNT_ID, ...prefix, ...Object.fromEntries(own) };
}

/** Carries out the scenario with `call`. */
export async function play(
  call: (operation: EmulatedOperation, args: Args) => Promise<unknown>,
): Promise<Results> {
  const results: Record<string, unknown> = {};
  for (const operation of SCENARIO) results[operation] = await call(operation, argsOf(operation, results));
  return results;
}

/** The scenario through a client with the official one's resources and methods. */
export function playWith(client: object): Promise<Results> {
  return play(async (operation, { account_id, ...args }) => {
    const names = CALLS[operation].sdk.split('.');
    const method = names.pop() ?? '';
    const resource = names.reduce<Methods>((at, name) => at[name] ?? {}, client as Methods);
    // The last id is an argument of its own, as in all resources of the official client.
    const last = idsOf(operation).at(-1);
    const { [last ?? '']: id, ...rest } = args;
    const own = last === undefined ? [] : [id];
    return resource[method]?.(...own, { account_id, ...rest });
  });
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;
interface Methods {
  readonly [name: string]: Methods & Method;
}

/** The emulator of the scenario. */
export const EMULATOR: EmulatorOptions = { magicRoutes: [SEED_PREFIXES.v4.cidr] };

/** The scenario without any client, on an emulator of its own: the results as they are in the envelopes. */
export async function reference(): Promise<Results> {
  const emulator = createEmulator(EMULATOR);
  return play(async (operation, args) => {
    const { method, path } = OPERATIONS[operation];
    const ids = ['account_id', ...idsOf(operation)];
    const url = `https://api.cloudflare.com/client/v4${path.replaceAll(/\{(\w+)\}/g, (_, name) => String(args[name]))}`;
    const fields = Object.entries(args).filter(([name]) => !ids.includes(name));
    const body = fields.length === 0 ? {} : { body: JSON.stringify(Object.fromEntries(fields)) };
    const response = await emulator.fetch(url, { method, headers: { authorization: 'Bearer t' }, ...body });
    const envelope = (await response.json()) as { readonly result?: unknown };
    return envelope.result ?? envelope;
  });
}

/** An operation as the README names it: method and path below the account, `/addressing` left out. */
export function labelOf(operation: EmulatedOperation): string {
  const { method, path } = OPERATIONS[operation];
  return `${method} ${path.replace('/accounts/{account_id}', '').replace('/addressing', '')}`;
}

interface Noun {
  readonly cidr: string;
  readonly approved?: string;
  readonly description?: string;
  readonly irr_validation_state?: string;
  readonly delegated_account_id?: string;
  readonly routes?: readonly unknown[];
  readonly service_name?: string;
  readonly provisioning?: { readonly state: string };
  readonly asn_prepend_count?: number;
  readonly on_demand?: { readonly advertised: boolean };
}

/** A result in a few words, as the table of the README has it. */
export function describeResult(operation: EmulatedOperation, value: unknown): string {
  if (Array.isArray(value)) {
    const many = operation.replace('list-', '').replace('bgp-', 'BGP ').replace('magic-', 'Magic ');
    return `${value.length} ${value.length === 1 ? many.replace(/(?<=x)es$|s$/, '') : many}`;
  }
  const { cidr, approved, description, irr_validation_state, routes, delegated_account_id } = value as Noun;
  const { service_name, provisioning, asn_prepend_count, on_demand } = value as Noun;
  if (routes !== undefined) return describeResult(operation, routes);
  if (delegated_account_id !== undefined) return `${cidr} to ${delegated_account_id}`;
  if (provisioning !== undefined) return `${cidr} to ${service_name}, ${provisioning.state}`;
  if (approved !== undefined) {
    const details = [`approved ${approved}`, description, `IRR ${irr_validation_state}`];
    return `${cidr}, ${details.filter((text) => text !== '').join(', ')}`;
  }
  if (on_demand !== undefined)
    return `${cidr}, ${on_demand.advertised ? 'advertised' : 'withdrawn'}, prepended ${asn_prepend_count} times`;
  return 'success';
}
