// What a draft changes: the summary, the strips, the list of changes, the findings of the rules, and a shorter list.

import type { Finding } from '../../../src/js/entry/page.js';
import { ownershipChanges } from '../../../src/js/entry/page-later.js';
import { changeStrips } from '../changes/before-after-strips.js';
import { changeList } from '../changes/change-list.js';
import { summariseChanges } from '../changes/change-summary.js';
import { aside, button, el, setChildren, shortList } from '../lib/dom.js';
import { truncate } from '../lib/truncate.js';
import type { BindingEdit, DraftChange } from '../state/draft-model.js';
import { type Aggregate, aggregateRequest, createAggregateHint } from './aggregate-draft.js';
import { checkAllBindings, MAX_CHECKED_BINDINGS } from './check-draft.js';
import type { DraftContext } from './draft-context.js';
import { fixOf } from './edits.js';
import { findingList, severityLine } from './findings-list.js';

export interface DraftResultsHandlers {
  onEdit(edits: readonly BindingEdit[]): void;
  onDiscard(cidr: string): void;
  /** The element that had the focus is gone. */
  onFocusLost(): void;
}

/** The padding of the panel, both sides, px. */
const PADDING = 42;

/** Builds the results; `summary` is the place of the summary. */
export function createDraftResults(
  summary: HTMLElement,
  aggregate: Aggregate,
  handlers: DraftResultsHandlers,
) {
  const strips = el('div', { class: 'strips' });
  const list = el('div', { class: 'draft-changes' });
  const drift = el('div', { class: 'draft-drift' });
  const findings = el('div', { class: 'rule-findings' });
  const hint = createAggregateHint(aggregate, handlers.onEdit);
  return {
    parts: [drift, strips, list, findings, hint.root],
    /** `width`: of the panel, px. */
    update(context: DraftContext, changes: readonly DraftChange[], width: number): void {
      const hadFocus = [list, findings, hint.root].some((part) => part.contains(document.activeElement));
      setChildren(drift, [driftView(context)]);
      drawOwnershipChanges(context, changes.length, summary, strips, Math.floor(width) - PADDING);
      setChildren(list, [
        changes.length > 0 && changeList(changes, context.account.palette, handlers.onDiscard),
      ]);
      const found = checkAllBindings(context.rules, context.bindings);
      setChildren(findings, findingsView(found, context, changes.length > 0, handlers.onEdit));
      const { segments } = context.state.draftPrefix ?? context.openPrefix;
      hint.update(found === null ? null : aggregateRequest(context.rules, context.nestedBindings, segments));
      if (hadFocus && document.activeElement === document.body) handlers.onFocusLost();
    },
  };
}

const MAX_LISTED_DRIFT = 20;

/** Where the account has changed since the draft was made; `null` where it has not. */
function driftView({ state: { draftDrift }, account: { palette } }: DraftContext): HTMLElement | null {
  if (draftDrift.length === 0) return null;
  const name = (id: string | null): string => (id === null ? 'no binding' : palette.of(id).name);
  return shortList('findings', truncate(draftDrift, MAX_LISTED_DRIFT), ({ cidr, drafted, now }) =>
    el(
      'li',
      { class: 'finding is-warning', 'data-code': 'draft-drift' },
      severityLine(
        'Changed',
        `\`${cidr}\` had ${name(drafted)} when it was drafted, and has ${name(now)} now`,
      ),
      aside('Check whether the draft still fits; discard or repeat the change.'),
    ),
  );
}

function drawOwnershipChanges(
  { state, openPrefix, account: { palette } }: DraftContext,
  changeCount: number,
  summary: HTMLElement,
  strips: HTMLElement,
  width: number,
): void {
  const { draftPrefix } = state;
  const { family, segments: before } = openPrefix;
  const changes = draftPrefix === null ? [] : ownershipChanges(before, draftPrefix.segments);
  if (changeCount === 0) summary.textContent = '';
  else if (draftPrefix !== null) summary.textContent = summariseChanges(changeCount, changes, palette);
  const hasContent = draftPrefix !== null && changes.length > 0;
  const content = hasContent && {
    range: openPrefix,
    family,
    before,
    after: draftPrefix.segments,
    changes,
    transient: null,
  };
  setChildren(strips, [content && changeStrips(content, palette, width)]);
}

/** `findings` is `null` where the list is too long to be checked here. */
function findingsView(
  findings: readonly Finding[] | null,
  { nestedBindings }: DraftContext,
  hasChanges: boolean,
  onEdit: (edits: readonly BindingEdit[]) => void,
): readonly HTMLElement[] {
  if (findings === null) {
    const max = MAX_CHECKED_BINDINGS.toLocaleString('en');
    return [aside(`Checks are off above ${max} bindings.`)];
  }
  const fixFor = (finding: Finding): HTMLElement | null => {
    const fix = fixOf(finding, nestedBindings);
    return fix && button(fix.label, () => onEdit(fix.edits), 'small');
  };
  // That traffic arrives is shown beside the prefix, and is no fault of the draft.
  const list = findingList(
    findings.filter(({ code }) => code !== 'prefix-advertised'),
    { fixFor },
  );
  if (list === null) return [];
  return [el('h3', { class: 'minor' }, hasChanges ? 'Checks: draft' : 'Checks: current'), list];
}
