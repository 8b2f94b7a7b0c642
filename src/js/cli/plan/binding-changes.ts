// The desired bindings of a small change: a few additions and removals.

import type { BindingFacts } from '../../types/api.js';
import type { NamedService } from '../../wasm/plain-facts.js';
import type { AccountPrefix, BoundPrefix } from '../account/account-prefix.js';
import { blockOf, PrefixIndex, prefixNotFound } from '../account/find-prefix.js';
import { serviceIdOf } from '../account/service-names.js';
import { CommandError, usageError } from '../errors.js';
import { safeText } from '../output.js';
import type { DesiredEntries } from './desired-input.js';

/** A binding of `--add`, as it was written. */
export interface Addition {
  readonly text: string;
  readonly block: string;
  readonly service: string;
}

/** Takes `BLOCK=SERVICE` apart. @throws CommandError `usage` */
export function parseAddition(text: string): Addition {
  const split = text.indexOf('=');
  if (split > 0) return { text, block: text.slice(0, split), service: text.slice(split + 1) };
  throw usageError(`\`--add\` is \`${safeText(text, 80)}\``, 'write --add BLOCK=SERVICE');
}

/** What a change is read with. */
export interface ChangeContext {
  readonly where: string;
  readonly prefixes: readonly AccountPrefix[];
  readonly services: readonly NamedService[];
}

interface Change {
  readonly text: string;
  readonly cidr: string;
  /** Id of the service to bind; null to remove the binding. */
  readonly serviceId: string | null;
}

/**
 * The current bindings with these additions and without these removals, for each prefix that they are about. An addition to a
 * bound block replaces its binding.
 *
 * @throws CommandError `prefix-not-found`, and the codes of blocks and of services with the position
 */
export function readChanges(
  added: readonly string[],
  removed: readonly string[],
  { where, prefixes, services }: ChangeContext,
): readonly DesiredEntries[] {
  const changes: Change[] = [
    ...removed.map((text) => ({ text, cidr: blockOf(text, '--remove'), serviceId: null })),
    ...added.map(parseAddition).map(({ text, block, service }) => ({
      text,
      cidr: blockOf(block, '--add'),
      serviceId: serviceIdOf(service, services, '--add'),
    })),
  ];
  const found = new PrefixIndex(prefixes).findMany(changes.map(({ cidr }) => cidr));
  const byPrefix = new Map<AccountPrefix, Change[]>();
  for (const [i, change] of changes.entries()) {
    const prefix = found[i];
    if (!prefix) throw prefixNotFound(change.cidr, change.cidr, prefixes, where);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), change]);
  }
  return prefixes.flatMap((prefix) => {
    const own = byPrefix.get(prefix);
    if (own === undefined) return [];
    const bindingsFrom = (current: BoundPrefix) => ({
      readAs: 'bindings' as const,
      bindings: changed(current, own),
    });
    const none = { sourceOf: () => undefined, columns: null, readAs: 'bindings' as const, place: null };
    return [{ prefix, ...none, bindingsFrom }];
  });
}

function changed({ bindings }: BoundPrefix, changes: readonly Change[]): readonly BindingFacts[] {
  const isBound = new Set(bindings.flatMap(({ cidr, serviceId }) => (serviceId === null ? [] : [cidr])));
  const services = new Map<string, string | null>();
  for (const { cidr, serviceId } of changes) {
    const before = services.get(cidr);
    if (before !== undefined && before !== serviceId) {
      throw usageError(`${cidr} is changed twice`, 'name each block once');
    }
    if (serviceId === null && !isBound.has(cidr)) throw notBoundError(cidr, bindings);
    services.set(cidr, serviceId);
  }
  const kept = bindings.filter(({ cidr, serviceId }) => serviceId === null || !services.has(cidr));
  const added = [...services].flatMap(([cidr, serviceId]) =>
    serviceId === null ? [] : [{ cidr, serviceId }],
  );
  return [...kept, ...added];
}

/** The error of a block to remove that is not bound, with the bindings around it and inside. */
function notBoundError(cidr: string, bindings: BoundPrefix['bindings']): CommandError {
  const index = new PrefixIndex(bindings.filter(({ serviceId }) => serviceId !== null));
  const inside = new PrefixIndex([{ cidr }]).findMany(bindings.map((one) => one.cidr));
  const near = [
    ...index.around(cidr).slice(0, 3),
    ...bindings.filter((_, i) => inside[i] !== null).slice(0, 5),
  ];
  const help =
    near.length === 0
      ? 'nothing is bound near it'
      : `bound near it: ${near.map((one) => one.cidr).join(', ')}`;
  return new CommandError({ code: 'binding-not-found', message: `${cidr} is not bound`, help });
}
