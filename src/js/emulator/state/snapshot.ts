// A snapshot of an account, as docs/snapshot.md describes it, becomes the state of an emulator.

import { blockText, parseBlock } from '../cidr.js';
import { LAST_TIME } from '../clock.js';
import { bgpPrefix } from './seed.js';
import type {
  BgpPrefixRecord,
  BindingRecord,
  DelegationRecord,
  PrefixRecord,
  ServiceRecord,
  State,
} from './state.js';
import { isObject, StateError } from './state-shape.js';

const VERSION_FIELD = 'byoip_snapshot';
const VERSIONS: readonly unknown[] = [1, 2];
const ACCOUNT_ID = /^[0-9a-f]{32}$/;
const ID = /^[\w-]{1,64}$/;

type Fields = Readonly<Record<string, unknown>>;

/** True for a snapshot, of any version. */
export function isSnapshot(value: Fields): boolean {
  return Object.hasOwn(value, VERSION_FIELD);
}

/**
 * The state of an account as its snapshot has it. A binding that was rolling out rolls out from `now` on, and one in another state
 * than `active` is stuck in it. Unknown fields are ignored, and unusable ones count as absent, except for ids and blocks. O(n).
 *
 * @throws StateError for an unknown version, and for a missing or unusable list, id or block
 */
export function stateFromSnapshot(value: Fields, now: number, delay: number): State {
  if (!VERSIONS.includes(value[VERSION_FIELD])) {
    throw new StateError(`/${VERSION_FIELD}`, `version ${VERSIONS.join(' or ')} of the snapshot format`);
  }
  const { account_id: id } = value;
  if (typeof id !== 'string' || !ACCOUNT_ID.test(id)) {
    throw new StateError('/account_id', 'an account id of 32 hexadecimal digits');
  }
  const services = new Map<string, ServiceRecord>();
  for (const [fields, pointer] of records(value.services, '/services')) {
    const service = { id: idIn(fields, pointer), name: textIn(fields.name) ?? '' };
    services.set(service.id, service);
  }
  const reader = { now, delay, services };
  const prefixes = records(value.prefixes, '/prefixes').map(([fields, pointer]) =>
    readPrefix(fields, pointer, reader),
  );
  return { accounts: [{ id, services: [...services.values()], prefixes }], idsMade: 0 };
}

interface Reader {
  readonly now: number;
  readonly delay: number;
  /** Those of the account; a binding can add one that the list lacks. */
  readonly services: Map<string, ServiceRecord>;
}

function readPrefix(entry: Fields, pointer: string, reader: Reader): PrefixRecord {
  const { prefix: fields } = entry;
  if (!isObject(fields)) throw new StateError(`${pointer}/prefix`, 'an object');
  const { now } = reader;
  const cidr = cidrIn(fields, `${pointer}/prefix`);
  const asn = numberIn(fields.asn);
  const bindings = records(entry.bindings, `${pointer}/bindings`).map(([one, at]) =>
    readBinding(one, at, reader),
  );
  const record: PrefixRecord = {
    id: idIn(fields, `${pointer}/prefix`),
    cidr,
    asn,
    approved: textIn(fields.approved) ?? 'V',
    description: textIn(fields.description) ?? '',
    loaDocumentId: textIn(fields.loa_document_id),
    delegateLoaCreation: fields.delegate_loa_creation === true,
    ownershipValidationToken: textIn(fields.ownership_validation_token) ?? '',
    validationState: textIn(fields.irr_validation_state) ?? 'valid',
    createdAt: timeIn(fields.created_at, now),
    modifiedAt: timeIn(fields.modified_at, now),
    bindings,
    bgpPrefixes: [],
  };
  // A list that could not be read is absent: the BGP prefix that comes with the default binding is there (assumed).
  if (isAbsent(entry.bgp_prefixes)) {
    const isBound = bindings.some((binding) => binding.cidr === cidr && binding.serviceId !== null);
    const own = () => bgpPrefix(`${record.id.slice(0, 60)}-bgp`, cidr, now, fields.advertised === true, asn);
    record.bgpPrefixes = isBound ? [own()] : [];
  } else {
    const all = records(entry.bgp_prefixes, `${pointer}/bgp_prefixes`);
    record.bgpPrefixes = all.map(([one, at]) => readBgpPrefix(one, at, now));
  }
  if (!isAbsent(entry.delegations)) {
    const all = records(entry.delegations, `${pointer}/delegations`);
    record.delegations = all.map(([one, at]) => readDelegation(one, at, now));
  }
  return record;
}

function readBinding(fields: Fields, pointer: string, { now, delay, services }: Reader): BindingRecord {
  const provisioning = isObject(fields.provisioning) ? fields.provisioning : {};
  const state = textIn(provisioning.state) ?? 'active';
  const serviceId = isAbsent(fields.service_id) ? null : idIn(fields, pointer, 'service_id');
  if (serviceId !== null && !services.has(serviceId)) {
    services.set(serviceId, { id: serviceId, name: textIn(fields.service_name) ?? '' });
  }
  const isKnown = state === 'active' || state === 'provisioning';
  return {
    id: idIn(fields, pointer),
    cidr: cidrIn(fields, pointer),
    serviceId,
    activeAt: state === 'provisioning' ? now + delay : now,
    ...(isKnown ? {} : { stuck: state }),
  };
}

function readBgpPrefix(fields: Fields, pointer: string, now: number): BgpPrefixRecord {
  const onDemand = isObject(fields.on_demand) ? fields.on_demand : {};
  const signal = isObject(fields.bgp_signal_opts) ? fields.bgp_signal_opts : {};
  const { advertised } = onDemand;
  const count = numberIn(fields.asn_prepend_count) ?? 0;
  return {
    id: idIn(fields, pointer),
    cidr: cidrIn(fields, pointer),
    asn: numberIn(fields.asn),
    asnPrependCount: count <= 3 ? count : 0,
    autoAdvertiseWithdraw: fields.auto_advertise_withdraw === true,
    bgpSignalEnabled: signal.enabled === true,
    bgpSignalModifiedAt: timeOrNull(signal.modified_at),
    onDemandEnabled:
      typeof onDemand.on_demand_enabled === 'boolean'
        ? onDemand.on_demand_enabled
        : typeof advertised === 'boolean',
    onDemandLocked: onDemand.on_demand_locked === true,
    advertised: typeof advertised === 'boolean' ? advertised : null,
    advertisedModifiedAt: timeOrNull(onDemand.advertised_modified_at),
    createdAt: timeIn(fields.created_at, now),
    modifiedAt: timeIn(fields.modified_at, now),
  };
}

function readDelegation(fields: Fields, pointer: string, now: number): DelegationRecord {
  const { delegated_account_id: delegatedAccountId } = fields;
  if (typeof delegatedAccountId !== 'string' || !ACCOUNT_ID.test(delegatedAccountId)) {
    throw new StateError(`${pointer}/delegated_account_id`, 'an account id of 32 hexadecimal digits');
  }
  const createdAt = timeIn(fields.created_at, now);
  return { id: idIn(fields, pointer), cidr: cidrIn(fields, pointer), delegatedAccountId, createdAt };
}

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;

/** The objects of a list, each with its place. */
function records(list: unknown, pointer: string): readonly (readonly [Fields, string])[] {
  if (!Array.isArray(list)) throw new StateError(pointer, 'a list');
  return list.map((fields: unknown, i) => {
    if (!isObject(fields)) throw new StateError(`${pointer}/${i}`, 'an object');
    return [fields, `${pointer}/${i}`];
  });
}

function idIn(fields: Fields, pointer: string, name = 'id'): string {
  const { [name]: id } = fields;
  if (typeof id === 'string' && ID.test(id)) return id;
  throw new StateError(`${pointer}/${name}`, 'an id');
}

/** The block in canonical form, without host bits. */
function cidrIn({ cidr }: Fields, pointer: string): string {
  const parsed = typeof cidr === 'string' ? parseBlock(cidr) : null;
  if (parsed !== null) return blockText(parsed.block);
  throw new StateError(`${pointer}/cidr`, 'a CIDR block');
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberIn(value: unknown): number | null {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32 ? Number(value) : null;
}

function timeOrNull(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return time >= 0 && time <= LAST_TIME ? time : null;
}

function timeIn(value: unknown, otherwise: number): number {
  return timeOrNull(value) ?? otherwise;
}
