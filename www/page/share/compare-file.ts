// Compares the open prefix with a file, and offers to draft a rollback.

import type { BindingFacts } from '../../../src/js/entry/page.js';
import type { DraftContext } from '../draft/draft-context.js';
import { errorNotice } from '../errors/notice.js';
import { type Child, el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { REGIONAL } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import { readAccountFile } from '../source/read-file.js';
import type { BindingEdit } from '../state/draft-model.js';
import { type BindingDifference, compareBindings } from './compare-bindings.js';
import { rollbackEdits, serviceOf } from './rollback.js';
import type { SaveTask } from './save-task.js';

const MAX_LISTED_DIFFERENCES = 60;

export function compareWithFile(file: File, onRollback: (edits: readonly BindingEdit[]) => void): SaveTask {
  return async (context, show, signal) => {
    show(el('p', { role: 'status' }, 'Comparing…'));
    const read = await readAccountFile(file.name, file, signal);
    signal.throwIfAborted();
    if (read.kind === 'error') {
      show(errorNotice(read.error, []));
      return;
    }
    const { cidr } = context.openPrefix.prefix;
    const earlier = read.value.prefixes.find(({ prefix }) => prefix.cidr === cidr);
    if (earlier === undefined) {
      const cidrs = read.value.prefixes.map(({ prefix }) => prefix.cidr).join(', ');
      show(
        el('p', {}, `The file does not contain ${cidr}; it contains ${cidrs === '' ? 'no prefix' : cidrs}.`),
      );
      return;
    }
    const differences = compareBindings(earlier.bindings, context.openPrefix.bindings);
    const rollback = (): void => onRollback(rollbackEdits(differences, context.account.services));
    show(
      el('p', { class: 'summary' }, differenceCount(differences.length, cidr)),
      el('p', { class: 'aside' }, 'Compared with ', untrustedText(file.name, 80), '. ', read.value.remark),
      differenceList(differences, context),
      differences.length > 0 && rollbackButton(rollback),
    );
  };
}

function differenceCount(count: number, cidr: string): string {
  if (count === 0) return `No differences in ${cidr}.`;
  return `${count === 1 ? '1 difference' : `${count} differences`} in ${cidr}.`;
}

function differenceList(differences: readonly BindingDifference[], context: DraftContext): Child {
  const rest = differences.length - MAX_LISTED_DIFFERENCES;
  return [
    el(
      'ul',
      { class: 'changes' },
      differences.slice(0, MAX_LISTED_DIFFERENCES).map((difference) => differenceItem(difference, context)),
    ),
    rest > 0 && el('p', { class: 'aside' }, `and ${rest} more`),
  ];
}

const STYLES = { added: 'is-add', removed: 'is-remove', moved: 'is-move' } as const;

function differenceItem(difference: BindingDifference, context: DraftContext): HTMLElement {
  const { kind, cidr } = difference;
  return el(
    'li',
    { class: `change ${STYLES[kind]}` },
    el('span', { class: 'verb' }, kind),
    el('code', {}, cidr),
    el(
      'span',
      { class: 'from-to' },
      difference.kind === 'added' ? null : bindingService(difference.before, context),
      difference.kind === 'moved' ? el('span', { class: 'arrow', 'aria-label': 'to' }, '→') : null,
      difference.kind === 'removed' ? null : bindingService(difference.after, context),
    ),
  );
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

function rollbackButton(run: () => void): HTMLElement {
  return el(
    'div',
    { class: 'actions' },
    el('button', { type: 'button', class: 'button', onclick: run }, 'Draft a rollback'),
  );
}
