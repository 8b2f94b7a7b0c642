// The content of a link and its validation: exact fields, canonical CIDRs inside one prefix, bounded texts and lists.

import { type BgpPrefix, covers, isByoipError, parseCidr } from '../../../src/js/entry/page.js';
import type { LoadedAccount } from '../source/loaded-account.js';
import { type Draft, EMPTY_DRAFT } from '../state/draft-model.js';

/** `[name]` or `[name, id]`. */
export type LinkService = readonly [name: string, id?: string];
/** CIDR, index of the service (-1 for a regional binding), state where it is not `active`, id. */
export type LinkBinding = readonly [cidr: string, service: number, state?: string, id?: string];
/** CIDR, index of the service (-1 removes the binding). */
export type LinkChange = readonly [cidr: string, service: number];

export interface LinkPayload {
  readonly prefix: string;
  readonly services: readonly LinkService[];
  readonly bindings: readonly LinkBinding[];
  readonly draft: readonly LinkChange[];
  readonly notes: string;
  /** Whether the prefix was advertised; absent where it is unknown. */
  readonly advertised?: boolean;
  /** When the bindings were read, ISO 8601 in UTC; absent where it is unknown. */
  readonly readAt?: string;
}

const FIELDS = ['bindings', 'draft', 'notes', 'prefix', 'services'];
const OPTIONAL_FIELDS: readonly string[] = ['advertised', 'readAt'];
/** The times that a link carries. */
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z$/;
const MAX = {
  services: 200,
  bindings: 5000,
  draft: 5000,
  name: 200,
  state: 30,
  id: 64,
  notes: 4000,
} as const;

function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max;
}

function isList(value: unknown, max: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= max;
}

function isService(value: unknown): value is LinkService {
  if (!isList(value, 2) || value.length === 0) return false;
  const [name, id = 'none'] = value;
  return isText(name, MAX.name) && isText(id, MAX.id) && /^[\w-]+$/.test(id);
}

function isCidrIn(prefix: string, cidr: unknown): cidr is string {
  if (!isText(cidr, 50)) return false;
  try {
    return (
      parseCidr(cidr).cidr === cidr && cidr.includes(':') === prefix.includes(':') && covers(prefix, cidr)
    );
  } catch (error) {
    if (!isByoipError(error)) throw error;
    return false;
  }
}

function isServiceIndex(value: unknown, services: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -1 && value < services;
}

/** The payload, or the reason why the value is none. */
export function parsePayload(value: unknown): LinkPayload | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it contains no draft';
  const { prefix, services, bindings, draft, notes, advertised, readAt } = value as Readonly<
    Record<string, unknown>
  >;
  const fields = Object.keys(value).filter((name) => !OPTIONAL_FIELDS.includes(name));
  if (fields.sort().join() !== FIELDS.join()) return 'its fields are not those of a draft';
  if (!isText(prefix, 50) || !isCidrIn(prefix, prefix)) return 'it contains no valid prefix';
  if (advertised !== undefined && typeof advertised !== 'boolean') return 'its advertisement is not valid';
  if (readAt !== undefined && !(isText(readAt, 40) && TIME.test(readAt))) return 'its time is not valid';
  if (!isText(notes, MAX.notes)) return 'its notes are not text, or too long';
  if (!isList(services, MAX.services) || !services.every(isService)) return 'its services are not valid';
  const count = services.length;
  const isBinding = (one: unknown): one is LinkBinding => {
    if (!isList(one, 4)) return false;
    const [cidr, service, state = '', id = 'none'] = one;
    const hasId = isText(id, MAX.id) && /^[\w-]+$/.test(id);
    return isCidrIn(prefix, cidr) && isServiceIndex(service, count) && isText(state, MAX.state) && hasId;
  };
  if (!isList(bindings, MAX.bindings) || !bindings.every(isBinding)) return 'its bindings are not valid';
  const isChange = (one: unknown): one is LinkChange =>
    isList(one, 2) && isCidrIn(prefix, one[0]) && isServiceIndex(one[1], count);
  if (!isList(draft, MAX.draft) || !draft.every(isChange)) return 'its changes are not valid';
  const known = {
    ...(advertised === undefined ? {} : { advertised }),
    ...(readAt === undefined ? {} : { readAt }),
  };
  return { prefix, services, bindings, draft, notes, ...known };
}

/** The id of the prefix of a link. */
export const LINK_PREFIX_ID = 'shared';

/** What a link says of the advertisement, as the API says it. */
function sharedBgpPrefix(cidr: string, advertised: boolean): BgpPrefix {
  return { id: LINK_PREFIX_ID, cidr, onDemand: { advertised, extra: {} }, extra: {} };
}

/** The payload as an account to open, and a draft on top. `key` tells its draft from those of other links. */
export function openPayload(
  payload: LinkPayload,
  key: string,
): {
  readonly contents: LoadedAccount;
  readonly draft: Draft;
} {
  const { prefix, services, bindings, draft, notes, advertised, readAt } = payload;
  const ids = services.map(([, id], at) => id ?? `shared-${at + 1}`);
  const idOf = (at: number): string | null => ids[at] ?? null;
  return {
    contents: {
      name: 'a link',
      key,
      readAt: readAt ?? null,
      services: services.map(([name], at) => ({ id: ids[at] ?? '', name, extra: {} })),
      prefixes: [
        {
          prefix: { id: LINK_PREFIX_ID, cidr: prefix, extra: {} },
          bindings: bindings.map(([cidr, service, state = 'active', id = 'not shared']) => ({
            id,
            cidr,
            serviceId: idOf(service),
            serviceName: services[service]?.[0] ?? null,
            state: state === '' ? null : state,
            extra: {},
          })),
          bgpPrefixes: advertised === undefined ? null : [sharedBgpPrefix(prefix, advertised)],
        },
      ],
      remark: `Shared by link${readAt === undefined ? '' : `, read ${readAt.slice(0, 16).replace('T', ' ')} UTC`}. Not verified: check it against the account.`,
    },
    draft: { ...EMPTY_DRAFT, changes: new Map(draft.map(([cidr, at]) => [cidr, idOf(at)])), notes },
  };
}
