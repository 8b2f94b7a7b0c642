// What can be kept: a link, files, a snapshot, a comparison with one, a print.

import type { BindingFacts } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { changeSentence } from '../draft/change-list.js';
import type { DraftController } from '../draft/draft-controller.js';
import { ownershipChanges } from '../draft/ownership-changes.js';
import { errorNotice } from '../errors/notice.js';
import { unexpectedError } from '../errors/page-error.js';
import { el } from '../lib/dom.js';
import { cidrFileName, downloadFile } from '../lib/download.js';
import { untrustedText } from '../lib/escape-text.js';
import { exportPng, exportSvg } from '../map/export-image.js';
import { REGIONAL } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import { readAccountFile } from '../source/read-file.js';
import { applyEdits, listChanges } from '../state/draft-model.js';
import type { Account, PageState } from '../state/page-state.js';
import { type BindingDifference, compareBindings, sameService } from './compare-bindings.js';
import { bindingsCsv, bindingsJson, type PrefixReport, reportMarkdown } from './export-files.js';
import { encodeFragment, linkPayload } from './link-codec.js';
import { takeSnapshot } from './take-snapshot.js';

export interface SavePanel {
  update(state: PageState): void;
}

type Wish = Parameters<typeof applyEdits>[2][number];

/** Differences named one by one. */
const MAX_LISTED_DIFFERENCES = 60;

interface Here {
  readonly state: PageState;
  readonly opened: OpenPrefix;
  readonly account: Account;
}

/** Builds the panel in `root`. */
export function createSavePanel(root: HTMLElement, drafting: DraftController): SavePanel {
  let state: PageState | null = null;
  let working = new AbortController();

  const here = (): Here | null => {
    if (state === null || state.openPrefix.kind !== 'ready' || state.account.kind !== 'ready') return null;
    return { state, opened: state.openPrefix.value, account: state.account.value };
  };

  const says = el('div', { class: 'keep-says', 'aria-live': 'polite' });
  const fail = (error: unknown, where: string): void =>
    says.replaceChildren(errorNotice(unexpectedError(error, where), []));
  /** Runs one wish; a newer one ends it. */
  const work = (where: string, run: (now: Here, signal: AbortSignal) => Promise<void> | void): void => {
    const now = here();
    if (now === null) return;
    working.abort();
    working = new AbortController();
    const { signal } = working;
    const running = async (): Promise<void> => run(now, signal);
    running().catch((error: unknown) => {
      if (!signal.aborted) fail(error, where);
    });
  };

  const reportOf = ({ state: current, opened, account }: Here): PrefixReport => {
    const changes = listChanges(current.draft.present, drafting.currentServices(opened));
    const { draftPrefix } = current;
    const runs = draftPrefix === null ? [] : ownershipChanges(opened.segments, draftPrefix.segments);
    return {
      opened,
      drafted: draftPrefix,
      changes,
      sentence: changeSentence(changes.length, runs, account.palette),
      notes: current.draft.present.notes,
      nameOf: (id) => account.palette.of(id).name,
    };
  };

  const drawing = (): SVGSVGElement | null => document.querySelector<SVGSVGElement>('#map .drawing');
  const faceOf = ({ state: current, opened }: Here): OpenPrefix => current.draftPrefix ?? opened;
  const name = (now: Here, ending: string): string =>
    `bindings-${cidrFileName(now.opened.prefix.cidr)}.${ending}`;

  const ids = el('input', { id: 'with-ids', type: 'checkbox' });
  const share = (): void =>
    work('the link', async (now, signal) => {
      const { opened, account, state: current } = now;
      const shared = linkPayload(opened, account.services, current.draft.present, ids.checked);
      const fragment = await encodeFragment(shared);
      signal.throwIfAborted();
      if (fragment === null) {
        says.replaceChildren(el('p', {}, 'This is too long for a link: save it as JSON, and send the file.'));
        return;
      }
      const url = `${location.href.replace(/#.*$/, '')}#${fragment}`;
      const field = el('input', { id: 'link', class: 'mono', readonly: true, value: url });
      const copied = el('span', { class: 'aside' });
      says.replaceChildren(el('label', { for: 'link' }, 'The link, with everything in it'), field, copied);
      field.focus();
      field.select();
      await navigator.clipboard?.writeText(url).then(
        () => {
          copied.textContent = 'Copied.';
        },
        () => {
          copied.textContent = 'Copy it from the field.';
        },
      );
    });

  const snapshot = (): void =>
    work('the snapshot', async ({ state: current }, signal) => {
      if (current.session === null) return;
      says.replaceChildren(el('p', { role: 'status' }, 'Reading the whole account…'));
      const taken = await takeSnapshot(current.session, signal);
      signal.throwIfAborted();
      if (taken.kind === 'error') {
        says.replaceChildren(errorNotice(taken.error, []));
        return;
      }
      downloadFile(`snapshot-${new Date().toISOString().slice(0, 10)}.json`, 'application/json', taken.value);
      says.replaceChildren(el('p', {}, 'The snapshot is saved: the whole account, as the API told it.'));
    });

  const differenceItem = (difference: BindingDifference, { account }: Here): HTMLElement => {
    // A list without the account's ids still means the account's services.
    const face = (binding: BindingFacts): HTMLElement => {
      if (binding.serviceId === null) return serviceLabel(REGIONAL);
      const known = account.services.find(({ id, name }) =>
        sameService({ cidr: '', serviceId: id, serviceName: name }, binding),
      );
      return serviceLabel(account.palette.of(known?.id ?? binding.serviceId, binding.serviceName ?? null));
    };
    return el(
      'li',
      { class: `change is-${{ added: 'bind', removed: 'unbind', moved: 'rebind' }[difference.kind]}` },
      el('span', { class: 'verb' }, difference.kind),
      el('code', {}, difference.cidr),
      el(
        'span',
        { class: 'fate' },
        difference.kind === 'added' ? null : face(difference.before),
        difference.kind === 'moved' ? el('span', { class: 'arrow', 'aria-label': 'to' }, '→') : null,
        difference.kind === 'removed' ? null : face(difference.after),
      ),
    );
  };

  /** Drafts what leads back to how it was, as far as the account still has the services. */
  const wayBack = (
    differences: readonly BindingDifference[],
    { opened, account, state: current }: Here,
  ): void => {
    const wishes = differences.flatMap((difference): Wish[] => {
      if (difference.kind === 'added') {
        return difference.after.serviceId === null ? [] : [{ cidr: difference.cidr, serviceId: null }];
      }
      const service = account.services.find((one) =>
        sameService({ cidr: '', serviceId: one.id, serviceName: one.name }, difference.before),
      );
      return service === undefined ? [] : [{ cidr: difference.cidr, serviceId: service.id }];
    });
    drafting.commit(applyEdits(current.draft.present, drafting.currentServices(opened), wishes));
  };

  const compareWith = (file: File): void =>
    work(file.name, async (now, signal) => {
      says.replaceChildren(el('p', { role: 'status' }, 'Comparing…'));
      const read = await readAccountFile(file.name, file, signal);
      signal.throwIfAborted();
      if (read.kind === 'error') {
        says.replaceChildren(errorNotice(read.error, []));
        return;
      }
      const { cidr } = now.opened.prefix;
      const then = read.value.prefixes.find(({ prefix }) => prefix.cidr === cidr);
      if (then === undefined) {
        const has = read.value.prefixes.map(({ prefix }) => prefix.cidr).join(', ');
        says.replaceChildren(
          el('p', {}, `The file says nothing of ${cidr}; it has ${has === '' ? 'no prefix' : has}.`),
        );
        return;
      }
      const differences = compareBindings(then.bindings, now.opened.bindings);
      const count = differences.length;
      const back = (): void => {
        const latest = here();
        if (latest !== null) wayBack(differences, latest);
      };
      says.replaceChildren(
        el(
          'p',
          { class: 'sentence' },
          count === 0
            ? 'Nothing has changed since: every binding is there, with its service.'
            : `${count === 1 ? '1 difference' : `${count} differences`} between then and now.`,
        ),
        el('p', { class: 'aside' }, 'Compared with ', untrustedText(file.name, 80), '. ', read.value.remark),
        el(
          'ul',
          { class: 'changes' },
          differences.slice(0, MAX_LISTED_DIFFERENCES).map((one) => differenceItem(one, now)),
        ),
        count > MAX_LISTED_DIFFERENCES
          ? el('p', { class: 'aside' }, `and ${count - MAX_LISTED_DIFFERENCES} more`)
          : '',
        count > 0
          ? el(
              'div',
              { class: 'actions' },
              el('button', { type: 'button', class: 'button', onclick: back }, 'Draft the way back'),
            )
          : '',
      );
    });

  const picker = el('input', {
    id: 'compare',
    type: 'file',
    accept: '.json,application/json',
    onchange: () => {
      const [file] = picker.files ?? [];
      if (file !== undefined) compareWith(file);
      picker.value = '';
    },
  });
  const button = (label: string, run: () => void): HTMLButtonElement =>
    el('button', { type: 'button', class: 'button', onclick: run }, label);
  const save = (ending: string, type: string, content: (now: Here) => string) => (): void =>
    work('the file', (now) => downloadFile(name(now, ending), type, content(now)));
  const svgText = (now: Here): string => {
    const found = drawing();
    return found === null ? '' : exportSvg(found, `Service bindings of ${now.opened.prefix.cidr}`);
  };
  const take = button('Take a snapshot', snapshot);
  root.replaceChildren(
    el('h2', { id: 'save-title' }, 'Keep it'),
    el(
      'div',
      { class: 'keep-row' },
      button('Share as a link', share),
      el('label', { class: 'check', for: 'with-ids' }, ids, ' with ids'),
      el(
        'span',
        { class: 'aside' },
        'The bindings and the draft travel in the link itself; no server keeps them.',
      ),
    ),
    el(
      'div',
      { class: 'keep-row', role: 'group', 'aria-labelledby': 'save-as' },
      el('span', { id: 'save-as' }, 'Save as'),
      button(
        'JSON',
        save('json', 'application/json', (now) => bindingsJson(faceOf(now).bindings)),
      ),
      button(
        'CSV',
        save('csv', 'text/csv', (now) => bindingsCsv(faceOf(now))),
      ),
      button(
        'Markdown',
        save('md', 'text/markdown', (now) => reportMarkdown(reportOf(now))),
      ),
      button('SVG', save('svg', 'image/svg+xml', svgText)),
      button('PNG', () =>
        work('the picture', async (now) =>
          downloadFile(name(now, 'png'), 'image/png', await exportPng(svgText(now))),
        ),
      ),
      button('Print', () => print()),
    ),
    el(
      'div',
      { class: 'keep-row' },
      take,
      el('label', { for: 'compare' }, 'Compare with a snapshot or a list'),
      picker,
    ),
    says,
  );
  return {
    update(next) {
      if (state?.openPrefix !== next.openPrefix) says.replaceChildren();
      state = next;
      take.hidden = next.session === null;
    },
  };
}
