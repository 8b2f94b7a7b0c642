// Compares the open prefix with a file, and offers to draft a rollback.

import { type BindingFacts, REGIONAL } from '../../../src/js/entry/page.js';
import { changeItem } from '../changes/change-list.js';
import type { DraftContext } from '../draft/draft-context.js';
import { errorNotice } from '../errors/notice.js';
import { actions, aside, button, type Child, el, shortList } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { truncate } from '../lib/truncate.js';
import { serviceLabel } from '../services/service-label.js';
import { readAccountFile } from '../source/read-file.js';
import type { BindingEdit } from '../state/draft-model.js';
import { type BindingDifference, compareBindings, rollbackEdits, serviceOf } from './compare-bindings.js';
import type { SaveTask } from './save-files.js';

const MAX_LISTED_DIFFERENCES = 60;

export function compareWithFile(file: File, onRollback: (edits: readonly BindingEdit[]) => void): SaveTask {
  return async (context, show, signal) => {
    show(el('p', { role: 'status' }, 'Comparing…'));
    const read = await readAccountFile(file.name, file, signal);
    signal.throwIfAborted();
    if (read.kind === 'error') {
      show(errorNotice(read.error));
      return;
    }
    const { cidr } = context.openPrefix.prefix;
    const earlier = read.value.prefixes.find(({ prefix }) => prefix.cidr === cidr);
    if (earlier === undefined) {
      const cidrs = read.value.prefixes.map(({ prefix }) => prefix.cidr).join(', ');
      const content = cidrs === '' ? 'no prefix' : cidrs;
      show(el('p', {}, `The file does not contain ${cidr}; it contains ${content}.`));
      return;
    }
    const differences = compareBindings(earlier.bindings, context.openPrefix.bindings);
    const rollback = (): void => onRollback(rollbackEdits(differences, context.account.services));
    show(
      el('p', { class: 'summary' }, differenceCount(differences.length, cidr)),
      aside('Compared with ', untrustedText(file.name, 80), '. ', read.value.remark),
      shortList('changes', truncate(differences, MAX_LISTED_DIFFERENCES), (one) =>
        differenceItem(one, context),
      ),
      differences.length > 0 && actions(button('Draft a rollback', rollback)),
    );
  };
}

function differenceCount(count: number, cidr: string): string {
  if (count === 0) return `No differences in ${cidr}.`;
  return `${count === 1 ? '1 difference' : `${count} differences`} in ${cidr}.`;
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
