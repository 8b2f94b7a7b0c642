// Services by name: wherever the id of a service may stand, its name may stand too.

import type { BoundPrefix } from './account-prefix.js';
import { CommandError } from './errors.js';
import { safeText } from './output.js';
import { closestName } from './suggest.js';

/** A service that is known by its name. */
export interface KnownService {
  readonly id: string;
  readonly name: string;
}

const ID = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The services that an account lists, or else those of its bindings. */
export function knownServices(
  services: readonly KnownService[] | undefined,
  prefixes: readonly Pick<BoundPrefix, 'bindings'>[],
): readonly KnownService[] {
  if (services !== undefined) return services;
  const names = new Map<string, string>();
  for (const { bindings } of prefixes) {
    for (const { serviceId, serviceName } of bindings) {
      if (serviceId !== null && !names.get(serviceId)) names.set(serviceId, serviceName ?? '');
    }
  }
  return [...names].map(([id, name]) => ({ id, name }));
}

/**
 * The id of the service that a text on the command line means: an id, or a name without regard to case.
 *
 * @throws CommandError `service-name-unknown`, `service-name-ambiguous`
 */
export function serviceIdOf(text: string, known: readonly KnownService[], source: string): string {
  const wanted = text.trim().toLowerCase();
  const byId = known.find(({ id }) => id.toLowerCase() === wanted);
  if (byId !== undefined) return byId.id;
  // The rules know what to say about an unknown id.
  if (ID.test(text)) return text;
  const named = known.filter(({ name }) => name.trim().toLowerCase() === wanted);
  const [found] = named;
  if (found !== undefined && named.length === 1) return found.id;
  const shown = (services: readonly KnownService[]) =>
    services.map(({ id, name }) => `${safeText(name || '-')} (${safeText(id)})`).join(', ');
  const what = `\`${source}\` is \`${safeText(text, 80)}\``;
  if (found !== undefined) {
    throw new CommandError({
      code: 'service-name-ambiguous',
      message: `${what}: ${named.length} services have this name`,
      help: `write the id: ${shown(named)}`,
    });
  }
  const closest = closestName(
    text,
    known.map(({ name }) => name),
  );
  throw new CommandError({
    code: 'service-name-unknown',
    message: `${what}: no service has this name`,
    help:
      known.length === 0
        ? 'write the id of the service: no names are known'
        : `${closest === null ? '' : `did you mean \`${safeText(closest)}\`? `}the services are ${shown(known)}`,
  });
}
