// The panel that looks up many addresses: a field, a table with the answers, and the answers as a CSV file.

import { formatCount, type Palette } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { formatCsv } from '../lib/csv.js';
import { actions, aside, button, type Child, el, setChildren } from '../lib/dom.js';
import { cidrFileName, downloadFile } from '../lib/download.js';
import { escapeInvisible, untrustedText } from '../lib/escape-text.js';
import { pasteQuickly } from '../lib/quick-paste.js';
import { Yielder } from '../lib/yielder.js';
import { serviceLabel } from '../services/service-label.js';
import { type Panel, shownPrefix } from '../state/page-state.js';
import { type BulkAnswer, countByService, lookUpAll, MAX_ADDRESSES, splitAddresses } from './bulk-lookup.js';

/** Answers shown in the table. The file has all of them. */
const MAX_SHOWN = 100;

const formatInteger = (count: number): string => formatCount(BigInt(count));

function summary(answers: readonly BulkAnswer[], palette: Palette): HTMLElement {
  const { services, invalid } = countByService(answers);
  return el(
    'ul',
    { class: 'legend' },
    services.map(([serviceId, count]) => {
      const number = el('span', { class: 'legend-count' }, formatInteger(count));
      return el('li', {}, serviceLabel(palette.of(serviceId)), number);
    }),
    invalid > 0 && el('li', { class: 'is-error' }, `${formatInteger(invalid)} not an address`),
  );
}

function answerRow(answer: BulkAnswer, palette: Palette): HTMLElement {
  const { address, serviceId, serviceName, cidr, remark } = answer;
  return el(
    'tr',
    {},
    el('th', { scope: 'row', class: 'mono' }, untrustedText(address, 60)),
    el('td', {}, cidr === null ? '–' : serviceLabel(palette.of(serviceId, serviceName))),
    el('td', { class: cidr === null ? '' : 'mono' }, cidr ?? remark),
  );
}

function answerTable(answers: readonly BulkAnswer[], palette: Palette): HTMLElement {
  const header = ['Address', 'Service', 'Binding'].map((name) => el('th', { scope: 'col' }, name));
  const rows = answers.slice(0, MAX_SHOWN).map((answer) => answerRow(answer, palette));
  return el(
    'div',
    { class: 'table-scroll', role: 'group', 'aria-label': 'Answers, scrollable', tabindex: 0 },
    el('table', {}, el('thead', {}, el('tr', {}, header)), el('tbody', {}, rows)),
  );
}

/** The answers as CSV. */
function bulkAnswersCsv(answers: readonly BulkAnswer[]): string {
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

function resultView(answers: readonly BulkAnswer[], cidr: string, palette: Palette): readonly Child[] {
  const count = answers.length === 1 ? '1 answer' : `${formatInteger(answers.length)} answers`;
  const isCut = answers.length > MAX_SHOWN;
  const download = (): void =>
    downloadFile(`owners-${cidrFileName(cidr)}.csv`, 'text/csv', bulkAnswersCsv(answers));
  return [
    el('p', { class: 'summary' }, count),
    summary(answers, palette),
    answerTable(answers, palette),
    isCut && aside(`The table shows the first ${MAX_SHOWN}; the file has all.`),
    actions(button('Download as CSV', download)),
  ];
}

function bulkLookupForm(field: HTMLTextAreaElement, onSubmit: () => void): HTMLElement {
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit();
  };
  const max = formatInteger(MAX_ADDRESSES);
  const label = `One address per line, or separated by commas (${max} at most)`;
  return el(
    'form',
    { class: 'bulk-lookup-form', onsubmit: submit },
    el('div', { class: 'field' }, el('label', { for: 'bulk-addresses' }, label), field),
    actions(el('button', { type: 'submit', class: 'button' }, 'Look up all')),
  );
}

/** Builds the panel in `root`. */
export function createBulkLookupPanel(root: HTMLElement): Panel {
  let shown: { readonly prefix: OpenPrefix; readonly palette: Palette } | null = null;
  let running = new AbortController();
  const field = el('textarea', {
    id: 'bulk-addresses',
    class: 'mono',
    rows: 4,
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: '192.0.2.1\n192.0.2.77',
    onpaste: pasteQuickly,
  });
  const result = el('div', { class: 'bulk-lookup-answers', 'aria-live': 'polite' });
  const showError = (text: string): void => result.replaceChildren(el('p', { class: 'is-error' }, text));

  const lookUp = async (addresses: readonly string[], signal: AbortSignal): Promise<void> => {
    if (shown === null) return;
    const { prefix, palette } = shown;
    result.replaceChildren(el('p', { role: 'status' }, 'Looking up…'));
    const answers = await lookUpAll(addresses, prefix, new Yielder(signal));
    signal.throwIfAborted();
    setChildren(result, resultView(answers, prefix.prefix.cidr, palette));
  };

  const submit = (): void => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const addresses = splitAddresses(field.value);
    if (addresses.length === 0) {
      result.replaceChildren();
      field.focus();
    } else if (addresses.length > MAX_ADDRESSES) {
      showError(
        `${formatInteger(addresses.length)} addresses are too many; the limit is ${formatInteger(MAX_ADDRESSES)}.`,
      );
    } else {
      lookUp(addresses, signal).catch((error: unknown) => {
        if (!signal.aborted) showError(escapeInvisible(String(error), 200));
      });
    }
  };

  root.replaceChildren(
    el('h2', { id: 'bulk-lookup-title' }, 'Look up many'),
    bulkLookupForm(field, submit),
    result,
  );
  return {
    update(state) {
      const prefix = shownPrefix(state);
      const isSame = prefix === (shown?.prefix ?? null);
      shown =
        prefix === null || state.account.kind !== 'ready'
          ? null
          : { prefix, palette: state.account.value.palette };
      if (isSame) return;
      // The answers were about other bindings.
      running.abort();
      result.replaceChildren();
    },
  };
}
