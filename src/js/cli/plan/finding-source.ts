// Where a list has the entry that a finding is about.

import type { WantedBinding } from '../../plan/read-desired.js';
import type { Finding } from '../../types/api.js';
import { isByoipError } from '../../types/errors.js';
import { CommandError, errorReport } from '../errors.js';

/** A finding, with the file and the line of its entry. */
export type LocatedFinding = Finding & { readonly source?: string };

/** The file and the line of the entry for a block, such as `desired.csv:17`; undefined where there is none. */
export type SourceOf = (cidr: string) => string | undefined;

/** The sources of bindings that a file lists. The first look-up is O(bindings). */
export function sourcesIn(
  name: string,
  read: () => { readonly bindings: readonly WantedBinding[] | null; readonly lines: readonly number[] },
): SourceOf {
  let known: ReadonlyMap<string, number | undefined> | undefined;
  return (cidr) => {
    if (known === undefined) {
      const { bindings, lines } = read();
      known = new Map((bindings ?? []).map((one, i) => [one.cidr, lines[i]]));
    }
    const line = known.get(cidr);
    return line === undefined ? undefined : `${name}:${line}`;
  };
}

/** Findings with their sources. O(findings). */
export function locateFindings(findings: readonly Finding[], sourceOf: SourceOf): readonly LocatedFinding[] {
  return findings.map((finding) => {
    const source = sourceOf(finding.cidr);
    return source === undefined ? finding : { ...finding, source };
  });
}

/** Runs a step of which an error has findings, and gives these their sources. */
export function withSources<T>(run: () => T, sourceOf: SourceOf): T {
  try {
    return run();
  } catch (error) {
    if (!isByoipError(error) || error.findings === undefined) throw error;
    const findings = locateFindings(error.findings, sourceOf);
    throw new CommandError({ ...errorReport(error), findings });
  }
}
