// Many addresses on the screen: a field to paste them, what came of them, and the whole as a file.

import { formatCount } from '../lib/address-range.js';
import { formatCsv } from '../lib/csv.js';
import { el } from '../lib/dom.js';
import { cidrFileName, downloadFile } from '../lib/download.js';
import { escapeInvisible, untrustedText } from '../lib/escape-text.js';
import { pasteQuickly } from '../lib/quick-paste.js';
import { Yielder } from '../lib/yielder.js';
import type { Palette } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import { type PageState, shownPrefix } from '../state/page-state.js';
import { type BulkAnswer, lookUpAll, MAX_ADDRESSES, splitAddresses } from './bulk-lookup.js';

/** Answers shown; the file has all. */
const MOST_SHOWN = 100;

function summary(answers: readonly BulkAnswer[], palette: Palette): HTMLElement {
  const counts = new Map<string | null, number>();
  let bad = 0;
  for (const { serviceId, remark } of answers) {
    if (remark === 'not an address') bad += 1;
    else counts.set(serviceId, (counts.get(serviceId) ?? 0) + 1);
  }
  return el(
    'ul',
    { class: 'legend' },
    [...counts]
      .sort(([, one], [, other]) => other - one)
      .map(([serviceId, count]) =>
        el(
          'li',
          {},
          serviceLabel(palette.of(serviceId)),
          el('span', { class: 'legend-count' }, formatCount(BigInt(count))),
        ),
      ),
    bad > 0 && el('li', { class: 'is-error' }, `${formatCount(BigInt(bad))} not an address`),
  );
}

function table(answers: readonly BulkAnswer[], palette: Palette): HTMLElement {
  return el(
    'div',
    { class: 'table-scroll', role: 'group', 'aria-label': 'Answers, scrolls', tabindex: 0 },
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ['Address', 'Belongs to', 'By'].map((name) => el('th', { scope: 'col' }, name)),
        ),
      ),
      el(
        'tbody',
        {},
        answers
          .slice(0, MOST_SHOWN)
          .map(({ address, serviceId, serviceName, cidr, remark }) =>
            el(
              'tr',
              {},
              el('th', { scope: 'row', class: 'mono' }, untrustedText(address, 60)),
              el('td', {}, cidr === null ? 'nobody' : serviceLabel(palette.of(serviceId, serviceName))),
              el('td', { class: cidr === null ? '' : 'mono' }, cidr ?? remark),
            ),
          ),
      ),
    ),
  );
}

/** The file of the answers. */
export function bulkAnswersCsv(answers: readonly BulkAnswer[]): string {
  return formatCsv([
    ['address', 'service', 'service_id', 'binding', 'remark'],
    ...answers.map(({ address, serviceId, serviceName, cidr, remark }) => [
      address,
      serviceName ?? '',
      serviceId ?? '',
      cidr ?? '',
      remark,
    ]),
  ]);
}

export interface BulkLookupPanel {
  update(state: PageState): void;
}

/** Builds the panel in `root`. */
export function createBulkLookupPanel(root: HTMLElement): BulkLookupPanel {
  let state: PageState | null = null;
  let asking = new AbortController();
  const field = el('textarea', {
    id: 'bulk-addresses',
    class: 'mono',
    rows: 4,
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: '192.0.2.1\n192.0.2.77',
    onpaste: pasteQuickly,
  });
  const outcome = el('div', { class: 'bulk-lookup-answers', 'aria-live': 'polite' });

  const ask = async (signal: AbortSignal): Promise<void> => {
    const opened = state === null ? null : shownPrefix(state);
    if (opened === null || state?.account.kind !== 'ready') return;
    const { palette } = state.account.value;
    const addresses = splitAddresses(field.value);
    if (addresses.length === 0) {
      outcome.replaceChildren();
      field.focus();
      return;
    }
    if (addresses.length > MAX_ADDRESSES) {
      const words = `These are ${formatCount(BigInt(addresses.length))} addresses; at most ${formatCount(BigInt(MAX_ADDRESSES))} are asked at once.`;
      outcome.replaceChildren(el('p', { class: 'is-error' }, words));
      return;
    }
    outcome.replaceChildren(el('p', { role: 'status' }, 'Asking…'));
    const answers = await lookUpAll(addresses, opened, new Yielder(signal));
    signal.throwIfAborted();
    const rest = answers.length - MOST_SHOWN;
    const save = (): void =>
      downloadFile(`owners-${cidrFileName(opened.prefix.cidr)}.csv`, 'text/csv', bulkAnswersCsv(answers));
    outcome.replaceChildren(
      el(
        'p',
        { class: 'sentence' },
        answers.length === 1 ? '1 answer' : `${formatCount(BigInt(answers.length))} answers`,
      ),
      summary(answers, palette),
      table(answers, palette),
      rest > 0 ? el('p', { class: 'aside' }, `The first ${MOST_SHOWN} are shown; the file has all.`) : '',
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'button', class: 'button', onclick: save }, 'Download as CSV'),
      ),
    );
  };

  const submit = (event: Event): void => {
    event.preventDefault();
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    ask(signal).catch((error: unknown) => {
      if (signal.aborted) return;
      outcome.replaceChildren(el('p', { class: 'is-error' }, escapeInvisible(String(error), 200)));
    });
  };
  root.replaceChildren(
    el('h2', { id: 'bulk-lookup-title' }, 'Ask for many'),
    el(
      'form',
      { class: 'bulk-lookup-form', onsubmit: submit },
      el(
        'div',
        { class: 'field' },
        el(
          'label',
          { for: 'bulk-addresses' },
          `Addresses, one a line or with commas, up to ${formatCount(BigInt(MAX_ADDRESSES))}`,
        ),
        field,
      ),
      el('div', { class: 'actions' }, el('button', { type: 'submit', class: 'button' }, 'Ask for all')),
    ),
    outcome,
  );
  return {
    update(next) {
      const before = state === null ? null : shownPrefix(state);
      state = next;
      // The answers were about other bindings.
      if (before !== shownPrefix(next)) {
        asking.abort();
        outcome.replaceChildren();
      }
    },
  };
}
