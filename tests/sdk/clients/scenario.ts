// The scenario of every client, one call of each operation, and the expected results.

import { createEmulator, SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';

/** What each operation gave, by its name. */
export type Results = Readonly<Record<string, unknown>>;

/** Whom the scenario is about. */
export const SCENARIO_IDS = {
  accountId: SEED_ACCOUNT_ID,
  prefixId: SEED_PREFIXES.v4.id,
  serviceId: SEED_SERVICES.cdn.id,
  cidr: '192.0.2.16/29',
  edit: { asn_prepend_count: 2, on_demand: { advertised: false } },
} as const;

interface Envelope {
  readonly result?: unknown;
}

/** The scenario without any client, on an emulator of its own: the results as they stand in the envelopes. */
export async function reference(): Promise<Results> {
  const emulator = createEmulator();
  const base = `https://api.cloudflare.com/client/v4/accounts/${SCENARIO_IDS.accountId}/addressing`;
  const ask = async (method: string, path: string, body?: object): Promise<Envelope> => {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { authorization: 'Bearer t' };
    return (await (await emulator.fetch(base + path, { method, headers, ...payload })).json()) as Envelope;
  };
  const result = async (method: string, path: string, body?: object) =>
    (await ask(method, path, body)).result;
  const prefix = `/prefixes/${SCENARIO_IDS.prefixId}`;
  const made = await result('POST', `${prefix}/bindings`, {
    cidr: SCENARIO_IDS.cidr,
    service_id: SCENARIO_IDS.serviceId,
  });
  const { id } = made as { id: string };
  const [{ id: bgpId }] = (await result('GET', `${prefix}/bgp/prefixes`)) as [{ id: string }];
  return {
    'POST /prefixes/{prefix_id}/bindings': made,
    'GET /prefixes/{prefix_id}/bindings/{binding_id}': await result('GET', `${prefix}/bindings/${id}`),
    'DELETE /prefixes/{prefix_id}/bindings/{binding_id}': await ask('DELETE', `${prefix}/bindings/${id}`),
    'GET /services': await result('GET', '/services'),
    'GET /prefixes': await result('GET', '/prefixes'),
    'GET /prefixes/{prefix_id}': await result('GET', prefix),
    'GET /prefixes/{prefix_id}/bindings': await result('GET', `${prefix}/bindings`),
    'GET /prefixes/{prefix_id}/bgp/prefixes': await result('GET', `${prefix}/bgp/prefixes`),
    'GET /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}': await result(
      'GET',
      `${prefix}/bgp/prefixes/${bgpId}`,
    ),
    'PATCH /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}': await result(
      'PATCH',
      `${prefix}/bgp/prefixes/${bgpId}`,
      SCENARIO_IDS.edit,
    ),
  };
}

interface Noun {
  readonly cidr: string;
  readonly approved: string;
  readonly service_name: string;
  readonly provisioning: { readonly state: string };
  readonly success: boolean;
  readonly asn_prepend_count: number;
  readonly on_demand: { readonly advertised: boolean };
}

const count = (one: string, many: string) => (value: unknown) => {
  const { length } = value as readonly unknown[];
  return `${length} ${length === 1 ? one : many}`;
};
const binding = (value: unknown) => {
  const { cidr, service_name, provisioning } = value as Noun;
  return `${cidr} to ${service_name}, ${provisioning.state}`;
};
const bgp = (value: unknown) => {
  const { cidr, on_demand, asn_prepend_count } = value as Noun;
  return `${cidr}, ${on_demand.advertised ? 'advertised' : 'withdrawn'}, prepended ${asn_prepend_count} times`;
};

const IN_WORDS: Readonly<Record<string, (value: unknown) => string>> = {
  'GET /services': count('service', 'services'),
  'GET /prefixes': count('prefix', 'prefixes'),
  'GET /prefixes/{prefix_id}': (value) => `${(value as Noun).cidr}, approved ${(value as Noun).approved}`,
  'GET /prefixes/{prefix_id}/bindings': count('binding', 'bindings'),
  'POST /prefixes/{prefix_id}/bindings': binding,
  'GET /prefixes/{prefix_id}/bindings/{binding_id}': binding,
  'DELETE /prefixes/{prefix_id}/bindings/{binding_id}': (value) =>
    (value as Noun).success ? 'success' : 'failure',
  'GET /prefixes/{prefix_id}/bgp/prefixes': count('BGP prefix', 'BGP prefixes'),
  'GET /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}': bgp,
  'PATCH /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}': bgp,
};

/** A result in a few words, as the table of the README has it. */
export function describeResult(operation: string, value: unknown): string {
  return IN_WORDS[operation]?.(value) ?? 'nothing is known of this operation';
}
