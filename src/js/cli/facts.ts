// What a file says of one prefix: its bindings, and from a snapshot its own state and the account's services too.

import { parseCidrMasked, readEnvelope } from '../core.js';
import type { PrefixFacts, ResultOf, Service, ServiceBinding } from '../types.js';
import { type Input, tableOf } from './input.js';
import { shown } from './output.js';
import { CommandError } from './trouble.js';

/** Facts for `check` and `lint`. */
export interface Facts {
  readonly prefix: PrefixFacts;
  readonly bindings: readonly ServiceBinding[];
  /** Undefined where the file does not list them. */
  readonly services?: readonly Service[] | undefined;
}

/** The parts of a snapshot that matter here; the core has read it before, and found nothing wrong. */
interface Snapshot {
  readonly services?: readonly unknown[];
  readonly prefixes: readonly { readonly prefix: { readonly cidr: string }; readonly bindings: unknown }[];
}

/**
 * Reads the facts. O(bytes).
 *
 * @throws CommandError with the codes of `tableOf`; `prefix-not-found` for a snapshot without the prefix
 */
export function factsOf(input: Input, cidr: string): Facts {
  const table = tableOf(input);
  const bindings = table.bindings();
  table.dispose();
  const snapshot = snapshotOf(input);
  if (snapshot === null) return { prefix: { cidr }, bindings };
  const canonical = snapshot.prefixes.map(({ prefix }) => parseCidrMasked(prefix.cidr).cidr);
  const found = snapshot.prefixes[canonical.indexOf(cidr)];
  if (found === undefined) {
    throw new CommandError({
      code: 'prefix-not-found',
      message: `the snapshot \`${shown(input.name, 200)}\` has no prefix ${cidr}`,
      help:
        canonical.length === 0 ? 'it has no prefix at all' : `it has ${canonical.slice(0, 20).join(', ')}`,
    });
  }
  const list = tableOf({ name: input.name, bytes: encoded(found.bindings) });
  const own = list.bindings();
  list.dispose();
  const { approved, advertised, onDemandLocked } = result('get-prefix', found.prefix);
  return {
    prefix: {
      cidr,
      approved: approved ?? null,
      advertised: advertised ?? null,
      onDemandLocked: onDemandLocked ?? null,
    },
    bindings: own,
    services: snapshot.services === undefined ? undefined : result('list-services', snapshot.services),
  };
}

function snapshotOf({ bytes }: Input): Snapshot | null {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('"byoip_snapshot"')) return null;
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'byoip_snapshot')) return null;
  return value as Snapshot;
}

const encoded = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A noun of the snapshot, read as the API's own. */
function result<O extends 'get-prefix' | 'list-services'>(operation: O, value: unknown): ResultOf[O] {
  const envelope = readEnvelope(
    operation,
    encoded({ success: true, errors: [], messages: [], result: value }),
  );
  if (!envelope.success) throw new Error('an envelope of success was read as a failure');
  return envelope.result;
}
