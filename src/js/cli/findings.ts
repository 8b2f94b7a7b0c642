// Findings for people: many of one kind are one entry with a count.

import type { Finding } from '../types/api.js';
import { grouped, safeText } from './output.js';

/** Findings of one kind up to which each is printed. */
const EACH = 3;

/** Blocks that the line of the others names. */
const NAMED = 8;

/** A finding to print, and the others of its kind, which follow in one line. */
export interface PrintedFinding<F extends Finding> {
  readonly finding: F;
  readonly others: readonly F[];
}

/** The findings to print, in the order in which their kinds appear. O(findings). */
export function printedFindings<F extends Finding>(findings: readonly F[]): readonly PrintedFinding<F>[] {
  const kinds = new Map<string, F[]>();
  for (const finding of findings) {
    const kind = `${finding.severity} ${finding.code} ${finding.basis}`;
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [finding]);
    else known.push(finding);
  }
  return [...kinds.values()].flatMap((all) => {
    const [first, ...others] = all;
    if (first === undefined || all.length <= EACH) return all.map((finding) => ({ finding, others: [] }));
    return [{ finding: first, others }];
  });
}

/** `and 4,997 more: 192.0.2.1/32 (line 7), …`; a line that is the first finding's is not repeated. */
export function othersText<F extends Finding & { readonly source?: string }>({
  finding: first,
  others,
}: PrintedFinding<F>): string {
  const named = others.slice(0, NAMED).map(({ cidr, source }) => {
    const isElsewhere = source !== undefined && source !== first.source;
    return `${safeText(cidr, 60)}${isElsewhere ? ` (line ${source.slice(source.lastIndexOf(':') + 1)})` : ''}`;
  });
  return `and ${grouped(others.length)} more: ${named.join(', ')}${others.length > NAMED ? ', …' : ''}`;
}
