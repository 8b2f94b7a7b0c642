// The draft on the screen: change bindings, see what it comes to, take it back; nothing of it is sent.

import type { BindingFacts, Finding } from '../../../src/js/entry/page.js';
import type { NestedBinding } from '../bindings/nest-bindings.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { el, setChildren } from '../lib/dom.js';
import { applyEdits, discardChange, listChanges } from '../state/draft-model.js';
import type { Account, PageState } from '../state/page-state.js';
import { aggregateRequest } from './aggregate-draft.js';
import { createAggregateHint } from './aggregate-hint.js';
import { beforeAfterStrips } from './before-after-strips.js';
import { changeList, changeSentence } from './change-list.js';
import {
  checkAllBindings,
  checkBinding,
  MAX_CHECKED_BINDINGS,
  outermostInside,
  type RuleContext,
} from './check-draft.js';
import type { DraftController } from './draft-controller.js';
import { createDraftForm } from './draft-form.js';
import { exampleFor } from './example-change.js';
import { type FixAction, findingList } from './findings-list.js';
import { ownershipChanges } from './ownership-changes.js';
import { selectionBar } from './selection-bar.js';

export interface DraftPanel {
  update(state: PageState): void;
}

/** Blocks of one proposal that are judged one by one. */
const MAX_CHECKED_TARGETS = 20;

/** What the rules have to know beside the bindings. */
export function ruleContext({ bgp }: PageState, opened: OpenPrefix, account: Account): RuleContext {
  const known = bgp.kind === 'ready' ? (bgp.value ?? []) : [];
  const advertised = known.some(({ onDemand }) => onDemand?.advertised === true) ? true : null;
  return { prefix: { ...opened.prefix, advertised }, services: account.services };
}

/** What the panel works on. */
interface Here {
  readonly opened: OpenPrefix;
  readonly account: Account;
  readonly ground: RuleContext;
  /** With the draft. */
  readonly bindings: readonly BindingFacts[];
  readonly placed: readonly NestedBinding[];
}

/** Builds the panel in `root`. */
export function createDraftPanel(root: HTMLElement, drafting: DraftController): DraftPanel {
  let state: PageState | null = null;

  const here = (): Here | null => {
    if (state === null || state.openPrefix.kind !== 'ready' || state.account.kind !== 'ready') return null;
    const opened = state.openPrefix.value;
    const account = state.account.value;
    const { bindings, nestedBindings } = state.draftPrefix ?? opened;
    return { opened, account, bindings, placed: nestedBindings, ground: ruleContext(state, opened, account) };
  };

  const commit = (wishes: readonly { cidr: string; serviceId: string | null }[]): void => {
    const now = here();
    if (now === null || state === null) return;
    drafting.commit(applyEdits(state.draft.present, drafting.currentServices(now.opened), wishes));
  };

  const join = (block: string, serviceId: string): void => {
    const fillers = outermostInside(here()?.placed ?? [], block);
    commit([...fillers.map(({ cidr }) => ({ cidr, serviceId: null })), { cidr: block, serviceId }]);
  };

  const form = createDraftForm({
    check(cidrs, serviceId) {
      const now = here();
      if (now === null) return { findings: [], replaces: [] };
      const names = new Map(now.account.services.map(({ id, name }) => [id, name]));
      const findings = cidrs
        .slice(0, MAX_CHECKED_TARGETS)
        .flatMap((cidr) => checkBinding(now.ground, now.placed, cidr, serviceId));
      const replaces = cidrs.slice(0, MAX_CHECKED_TARGETS).flatMap((cidr) => {
        const old = now.bindings.find((one) => one.cidr === cidr && one.serviceId !== null)?.serviceId;
        if (old === undefined || old === null) return [];
        const name = names.get(old) ?? old;
        return old === serviceId
          ? [`\`${cidr}\` goes to ${name} already`]
          : [`\`${cidr}\` goes to ${name} now: a binding cannot be changed, so it is deleted and made again`];
      });
      return { findings: withoutRepetition(findings), replaces };
    },
    onBind: (cidrs, serviceId) => commit(cidrs.map((cidr) => ({ cidr, serviceId }))),
  });

  const curesOf = (finding: Finding): readonly FixAction[] => {
    if (finding.code === 'redundant-binding') {
      return [
        { label: `Unbind ${finding.cidr}`, run: () => commit([{ cidr: finding.cidr, serviceId: null }]) },
      ];
    }
    const [filler] =
      finding.code === 'siblings-aggregate' ? outermostInside(here()?.placed ?? [], finding.cidr) : [];
    const serviceId = filler?.serviceId ?? null;
    return serviceId === null
      ? []
      : [{ label: `Join as ${finding.cidr}`, run: () => join(finding.cidr, serviceId) }];
  };

  const undo = el(
    'button',
    { type: 'button', class: 'button small', onclick: () => drafting.undo() },
    'Undo',
  );
  const redo = el(
    'button',
    { type: 'button', class: 'button small', onclick: () => drafting.redo() },
    'Redo',
  );
  const clear = el(
    'button',
    { type: 'button', class: 'button small', onclick: () => drafting.clear() },
    'Start over',
  );
  const selection = el('div', { class: 'selection-place' });
  const outcome = el('div', { class: 'outcome' });
  const judged = el('div', { class: 'judged' });
  const hint = createAggregateHint(commit);
  const sentence = el('p', { class: 'sentence', 'aria-live': 'polite' });
  const strips = el('div', { class: 'strips' });
  const notes = el('textarea', {
    id: 'notes',
    rows: 2,
    maxlength: 4000,
    onchange: () => {
      if (state !== null) drafting.commit({ ...state.draft.present, notes: notes.value });
    },
  });
  const noting = el(
    'div',
    { class: 'field' },
    el('label', { for: 'notes' }, 'Notes, kept with the draft'),
    notes,
  );
  root.replaceChildren(
    el(
      'div',
      { class: 'card-head' },
      el('h2', { id: 'draft-title' }, 'Change it'),
      el('div', { class: 'actions' }, undo, redo, clear),
    ),
    el(
      'p',
      { class: 'aside' },
      'A draft: nothing is sent. The picture and the table follow it, and every step can be undone.',
    ),
    form.root,
    selection,
    sentence,
    strips,
    outcome,
    judged,
    hint.root,
    noting,
  );

  const drawSelection = (now: Here, selected: string | null): void => {
    const { bindings, placed, opened, account } = now;
    const found = bindings.find(({ cidr }) => cidr === selected) ?? null;
    selection.hidden = bindings.length === 0;
    const had = selection.contains(document.activeElement);
    selection.replaceChildren(
      selectionBar(found, placed, opened.prefix.cidr, account.services, account.palette, {
        onUnbind: (cidr) => commit([{ cidr, serviceId: null }]),
        onRebind: (cidr, serviceId) => commit([{ cidr, serviceId }]),
        onSplit: (cidr, parts, serviceId) =>
          commit([{ cidr, serviceId: null }, ...parts.map((part) => ({ cidr: part, serviceId }))]),
        onJoin: join,
      }),
    );
    // The button that was pressed is gone with its binding: the undo button is next to what happened.
    if (had) (selection.querySelector<HTMLElement>('button') ?? undo).focus();
  };

  const drawOutcome = (now: Here, current: PageState): void => {
    const { opened, account, ground, bindings, placed } = now;
    const changes = listChanges(current.draft.present, drafting.currentServices(opened));
    const had = [outcome, judged, hint.root].some((part) => part.contains(document.activeElement));
    outcome.replaceChildren();
    const after = current.draftPrefix;
    const runs = after === null ? [] : ownershipChanges(opened.segments, after.segments);
    if (changes.length === 0) sentence.textContent = '';
    else if (after !== null) sentence.textContent = changeSentence(changes.length, runs, account.palette);
    const width = Math.floor(root.getBoundingClientRect().width) - 42;
    setChildren(strips, [
      after !== null &&
        runs.length > 0 &&
        width >= 60 &&
        beforeAfterStrips(
          opened,
          opened.family,
          opened.segments,
          after.segments,
          runs,
          account.palette,
          width,
        ),
    ]);
    if (changes.length > 0) {
      const back = (cidr: string): void => drafting.commit(discardChange(current.draft.present, cidr));
      outcome.append(changeList(changes, account.palette, back));
    }
    const findings = checkAllBindings(ground, bindings);
    const told = (findings ?? []).filter(({ code }) => code !== 'prefix-advertised');
    judged.replaceChildren();
    if (findings === null) {
      const many = `${MAX_CHECKED_BINDINGS.toLocaleString('en')} bindings`;
      judged.append(
        el('p', { class: 'aside' }, `The whole list is judged up to ${many}; this one is longer.`),
      );
    } else if (told.length > 0) {
      const title = changes.length > 0 ? 'What the rules say of the draft' : 'What the rules say of it now';
      judged.append(el('h3', { class: 'minor' }, title), findingList(told, curesOf) ?? '');
    }
    hint.update(findings === null ? null : aggregateRequest(ground, placed, (after ?? opened).segments));
    if (had && document.activeElement === document.body) undo.focus();
  };

  let last: PageState | null = null;
  let prefixId: string | null = null;
  return {
    update(next) {
      state = next;
      const now = here();
      if (now === null) return;
      const { past, future, present } = next.draft;
      undo.disabled = past.length === 0;
      redo.disabled = future.length === 0;
      clear.disabled = present.changes.size === 0 && present.notes === '';
      noting.hidden = clear.disabled;
      if (document.activeElement !== notes) notes.value = present.notes;
      if (last?.openPrefix !== next.openPrefix || last.account !== next.account) {
        form.offer(now.account.services, exampleFor(now.opened, now.ground));
        if (prefixId !== now.opened.prefix.id) form.clear();
        prefixId = now.opened.prefix.id;
      }
      const moved = last?.draftPrefix !== next.draftPrefix || last.openPrefix !== next.openPrefix;
      if (moved || last?.selectedCidr !== next.selectedCidr) drawSelection(now, next.selectedCidr);
      if (moved || last?.draft !== next.draft || last.bgp !== next.bgp) drawOutcome(now, next);
      if (moved) form.refresh();
      last = next;
    },
  };
}

/** One finding for each code and block. */
function withoutRepetition(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, cidr, message }) => {
    const key =
      code === 'prefix-advertised' || code === 'service-opaque' ? code : `${code} ${cidr} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
