// Compares the account with a file, prefix by prefix, and offers to draft a rollback of each.

import { type BindingFacts, type Prefix, REGIONAL } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { changeItem } from '../changes/change-list.js';
import type { DraftContext } from '../draft/draft-context.js';
import { errorNotice } from '../errors/notice.js';
import type { LoadResult } from '../errors/page-error.js';
import { actions, aside, button, type Child, el, shortList } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { truncate } from '../lib/truncate.js';
import { serviceLabel } from '../services/service-label.js';
import type { LoadedPrefix } from '../source/loaded-account.js';
import { readAccountFile } from '../source/read-file.js';
import type { BindingEdit } from '../state/draft-model.js';
import { scopeNoun } from '../state/page-state.js';
import { type BindingDifference, compareBindings, rollbackEdits, serviceOf } from './compare-bindings.js';
import type { SaveTask } from './save-files.js';

const MAX_LISTED_DIFFERENCES = 60;
const MAX_LISTED_PREFIXES = 20;

export interface CompareHandlers {
  /** Reads a prefix of the account. */
  open(prefix: Prefix): Promise<LoadResult<OpenPrefix>>;
  /** Drafts these edits in place of the draft of the prefix, and opens it. */
  onRollback(openPrefix: OpenPrefix, edits: readonly BindingEdit[]): void;
}

interface PrefixComparison {
  readonly openPrefix: OpenPrefix;
  readonly differences: readonly BindingDifference[];
}

interface Comparison {
  readonly compared: readonly PrefixComparison[];
  /** Prefixes of the account that the file does not contain. */
  readonly notInFile: readonly string[];
  /** Prefixes of the file that the account does not contain. */
  readonly notInAccount: readonly string[];
  readonly unreadable: readonly string[];
}

export function compareWithFile(file: File, handlers: CompareHandlers): SaveTask {
  return async (context, show, signal) => {
    show(el('p', { role: 'status' }, 'Comparing…'));
    const read = await readAccountFile(file.name, file, signal);
    signal.throwIfAborted();
    if (read.kind === 'error') {
      show(errorNotice(read.error));
      return;
    }
    const comparison = await comparePrefixes(read.value.prefixes, context, handlers, signal);
    const differing = comparison.compared.filter(({ differences }) => differences.length > 0);
    const { shown, more } = truncate(differing, MAX_LISTED_PREFIXES);
    show(
      el('p', { class: 'summary' }, summary(comparison)),
      aside('Compared with ', untrustedText(file.name, 80), '. ', read.value.remark),
      notCompared(comparison, scopeNoun(context.state)).map((sentence) =>
        el('p', { class: 'not-compared' }, sentence),
      ),
      shown.map((one) => differencesOf(one, context, handlers)),
      more > 0 && aside(more === 1 ? '1 more prefix differs.' : `${more} more prefixes differ.`),
    );
  };
}

async function comparePrefixes(
  loaded: readonly LoadedPrefix[],
  { account, openPrefix }: DraftContext,
  { open }: CompareHandlers,
  signal: AbortSignal,
): Promise<Comparison> {
  const earlier = new Map(loaded.map((one) => [one.prefix.cidr, one]));
  const compared: PrefixComparison[] = [];
  const notInFile: string[] = [];
  const unreadable: string[] = [];
  for (const prefix of account.prefixes) {
    const before = earlier.get(prefix.cidr);
    if (before === undefined) {
      notInFile.push(prefix.cidr);
      continue;
    }
    const isOpen = prefix.id === openPrefix.prefix.id;
    const opened: LoadResult<OpenPrefix> = isOpen ? { kind: 'ready', value: openPrefix } : await open(prefix);
    signal.throwIfAborted();
    if (opened.kind === 'error') unreadable.push(prefix.cidr);
    else
      compared.push({
        openPrefix: opened.value,
        differences: compareBindings(before.bindings, opened.value.bindings),
      });
  }
  const known = new Set(account.prefixes.map(({ cidr }) => cidr));
  return {
    compared,
    notInFile,
    notInAccount: [...earlier.keys()].filter((cidr) => !known.has(cidr)),
    unreadable,
  };
}

const prefixCount = (count: number): string => (count === 1 ? '1 prefix' : `${count} prefixes`);

function summary({ compared }: Comparison): string {
  const [only] = compared;
  if (only === undefined) return 'Nothing was compared.';
  const where = compared.length === 1 ? only.openPrefix.prefix.cidr : prefixCount(compared.length);
  const count = compared.reduce((sum, { differences }) => sum + differences.length, 0);
  if (count === 0) return `No differences in ${where}.`;
  const changed = compared.filter(({ differences }) => differences.length > 0).length;
  const total = count === 1 ? '1 difference' : `${count.toLocaleString('en')} differences`;
  return `${total} in ${compared.length === 1 ? where : `${changed} of ${where}`}.`;
}

/** What the comparison did not look at, in sentences. */
function notCompared({ notInFile, notInAccount, unreadable }: Comparison, noun: string): readonly string[] {
  const sentence = (cidrs: readonly string[], reason: string): readonly string[] => {
    if (cidrs.length === 0) return [];
    const { shown, more } = truncate(cidrs, 8);
    const rest = more > 0 ? ` and ${more} more` : '';
    return [`Not compared: ${prefixCount(cidrs.length)} ${reason}: ${shown.join(', ')}${rest}.`];
  };
  return [
    ...sentence(notInFile, 'that the file does not contain'),
    ...sentence(notInAccount, `of the file that this ${noun} does not contain`),
    ...sentence(unreadable, 'that could not be read'),
  ];
}

function differencesOf(
  { openPrefix, differences }: PrefixComparison,
  context: DraftContext,
  handlers: CompareHandlers,
): HTMLElement {
  const { cidr } = openPrefix.prefix;
  const rollback = (): void =>
    handlers.onRollback(openPrefix, rollbackEdits(differences, context.account.services));
  return el(
    'div',
    { class: 'comparison', role: 'group', 'aria-label': `Differences in ${cidr}` },
    el('h3', { class: 'minor mono' }, cidr),
    shortList('changes', truncate(differences, MAX_LISTED_DIFFERENCES), (one) =>
      differenceItem(one, context),
    ),
    actions(button(`Draft a rollback of ${cidr}`, rollback)),
  );
}

const STYLES = { added: 'add', removed: 'remove', moved: 'move' } as const;

function differenceItem(difference: BindingDifference, context: DraftContext): Child {
  const { kind, cidr } = difference;
  const before = kind !== 'added' && bindingService(difference.before, context);
  const after = kind !== 'removed' && bindingService(difference.after, context);
  return changeItem(STYLES[kind], kind, cidr, before, after);
}

/** Without IDs, the service is found by its name. */
function bindingService(
  binding: BindingFacts,
  { account: { palette, services } }: DraftContext,
): HTMLElement {
  if (binding.serviceId === null) return serviceLabel(REGIONAL);
  const id = serviceOf(binding, services)?.id ?? binding.serviceId;
  return serviceLabel(palette.of(id, binding.serviceName ?? null));
}
