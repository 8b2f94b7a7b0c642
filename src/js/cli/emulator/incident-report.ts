// What an incident of the emulator does, as lines for a terminal.

import type { Damage, IncidentEvent, IncidentRecord, State } from '../../emulator/index.js';
import { pluralize } from '../output.js';

/** Prefixes with a line of their own. */
const MAX_LINES = 40;

const DAMAGES: Readonly<Record<Damage, string>> = {
  withdrawn: 'withdrawn only',
  'some-lost': 'withdrawn, some bindings lost',
  'all-lost': 'withdrawn, all bindings lost',
};

/** When the incident begins, and the prefixes that are going to be hit. `speed`: that of the emulator's clock. */
export function incidentAnnouncement(
  { name, beginsAt, hits }: IncidentRecord,
  now: number,
  speed: number,
): string {
  const left = hits.filter(({ done }) => !done).length;
  if (left === 0) return `incident ${name} is over`;
  const wait = Math.max(0, Math.ceil((beginsAt - now) / speed / 1000));
  const when = beginsAt > now ? `begins at ${rfc3339(beginsAt)}, in ${pluralize(wait, 'second')}` : 'goes on';
  return `incident ${name} ${when}: ${pluralize(left, 'prefix', 'prefixes')} to be hit`;
}

/** The line of a prefix that was hit, and after the last one a summary; null for a prefix beyond the first ones. */
export function incidentLines(event: IncidentEvent, { accounts, incident }: State): readonly string[] {
  const hits = incident?.hits ?? [];
  const { cidr, damage, at, left } = event;
  const lines: string[] = [];
  if (hits.length - left <= MAX_LINES) {
    const parts = [
      [event.bindingsDeleted, 'binding', 'bindings', 'deleted'],
      [event.withdrawn, 'BGP prefix', 'BGP prefixes', 'withdrawn'],
      [event.bgpPrefixesDeleted, 'BGP prefix', 'BGP prefixes', 'deleted'],
      [event.bgpPrefixesChanged, 'BGP prefix', 'BGP prefixes', 'changed'],
      [event.delegationsDeleted, 'delegation', 'delegations', 'deleted'],
    ] as const;
    const done = parts
      .filter(([count]) => count > 0)
      .map(([count, one, many, verb]) => `${pluralize(count, one, many)} ${verb}`);
    lines.push(`${rfc3339(at)} ${cidr} ${DAMAGES[damage]}: ${done.join(', ') || 'nothing to change'}`);
  }
  if (left === 0) {
    const all = accounts.reduce((sum, { prefixes }) => sum + prefixes.length, 0);
    const classes = (Object.keys(DAMAGES) as Damage[]).map((one) => {
      return `${hits.filter((hit) => hit.damage === one).length} ${DAMAGES[one]}`;
    });
    lines.push(
      `incident ${incident?.name} is over: ${hits.length} of ${all} prefixes hit (${classes.join('; ')})`,
    );
  }
  return lines;
}

function rfc3339(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
