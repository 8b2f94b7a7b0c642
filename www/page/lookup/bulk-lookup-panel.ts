// The panel that looks up many addresses: a field, a table with the answers, and the answers as a CSV file.

import { formatCount, type Palette } from '../../../src/js/entry/page.js';
import { formatCsv } from '../lib/csv.js';
import { actions, aside, button, type Child, el, setChildren } from '../lib/dom.js';
import { cidrFileName, downloadFile } from '../lib/download.js';
import { escapeInvisible, untrustedText } from '../lib/escape-text.js';
import { pasteQuickly } from '../lib/quick-paste.js';
import { Yielder } from '../lib/yielder.js';
import { serviceLabel } from '../services/service-label.js';
import { type PageState, type Panel, scopeNoun } from '../state/page-state.js';
import {
  type BulkAnswer,
  type BulkOwner,
  type BulkScope,
  countByService,
  lookUpAll,
  MAX_ADDRESSES,
  NOT_AN_ADDRESS,
  splitAddresses,
} from './bulk-lookup.js';

/** Answers shown in the table. The file has all of them. */
const MAX_SHOWN = 100;

const formatInteger = (count: number): string => formatCount(BigInt(count));

/** What a set of answers is about. */
interface BulkResult {
  readonly answers: readonly BulkAnswer[];
  /** CIDR of the prefix that has a draft; `null` without one. */
  readonly drafted: string | null;
}

const PROGRESS_LABELS = {
  active: 'active',
  provisioning: 'rolling out',
  stuck: 'stuck: not active',
} as const;

function summary(answers: readonly BulkAnswer[], palette: Palette): HTMLElement {
  const { services, others } = countByService(answers);
  return el(
    'ul',
    { class: 'legend' },
    services.map(([serviceId, count]) => {
      const number = el('span', { class: 'legend-count' }, formatInteger(count));
      return el('li', {}, serviceLabel(palette.of(serviceId)), number);
    }),
    others.map(([remark, count]) =>
      el('li', { class: remark === NOT_AN_ADDRESS ? 'is-error' : null }, `${formatInteger(count)} ${remark}`),
    ),
  );
}

function ownerLabel(owner: BulkOwner | null | undefined, palette: Palette): Child {
  return owner?.serviceId == null ? '–' : serviceLabel(palette.of(owner.serviceId, owner.serviceName));
}

function answerRow(answer: BulkAnswer, palette: Palette, hasDraft: boolean): HTMLElement {
  const { address, prefix, owner, drafted, remark } = answer;
  const isSame = drafted === undefined || (drafted?.serviceId ?? null) === (owner?.serviceId ?? null);
  return el(
    'tr',
    {},
    el('th', { scope: 'row', class: 'mono' }, untrustedText(address, 60)),
    el('td', { class: 'mono' }, prefix ?? '–'),
    el('td', {}, ownerLabel(owner, palette)),
    el('td', { class: owner === null ? '' : 'mono' }, owner === null ? remark : owner.cidr),
    el('td', {}, owner === null ? '' : PROGRESS_LABELS[owner.progress]),
    hasDraft && el('td', {}, isSame ? 'same' : ownerLabel(drafted, palette)),
  );
}

function answerTable({ answers, drafted }: BulkResult, palette: Palette): HTMLElement {
  const draftColumn = drafted === null ? [] : [`With the draft of ${drafted}`];
  const names = ['Address', 'Prefix', 'Service', 'Binding', 'State', ...draftColumn];
  const header = names.map((name) => el('th', { scope: 'col' }, name));
  const rows = answers.slice(0, MAX_SHOWN).map((answer) => answerRow(answer, palette, drafted !== null));
  return el(
    'div',
    { class: 'table-scroll', role: 'group', 'aria-label': 'Answers, scrollable', tabindex: 0 },
    el('table', {}, el('thead', {}, el('tr', {}, header)), el('tbody', {}, rows)),
  );
}

/** The answers as CSV. */
function bulkAnswersCsv({ answers, drafted }: BulkResult): string {
  const draftColumns = drafted === null ? [] : ['draft_service', 'draft_service_id', 'draft_binding'];
  return formatCsv([
    ['address', 'prefix', 'service', 'service_id', 'binding', 'state', 'remark', ...draftColumns],
    ...answers.map(({ address, prefix, owner, drafted: desired, remark }) => [
      address,
      prefix ?? '',
      owner?.serviceName ?? '',
      owner?.serviceId ?? '',
      owner?.cidr ?? '',
      owner === null ? '' : PROGRESS_LABELS[owner.progress],
      remark,
      ...draftColumns.map((name) => draftCell(name, desired === undefined ? owner : desired)),
    ]),
  ]);
}

function draftCell(column: string, owner: BulkOwner | null): string {
  if (owner === null) return '';
  if (column === 'draft_binding') return owner.cidr;
  return (column === 'draft_service' ? owner.serviceName : owner.serviceId) ?? '';
}

function fileName(drafted: string | null): string {
  const draft = drafted === null ? '' : `-with-draft-of-${cidrFileName(drafted)}`;
  return `owners${draft}-${new Date().toISOString().slice(0, 10)}.csv`;
}

function resultView(result: BulkResult, palette: Palette): readonly Child[] {
  const { answers, drafted } = result;
  const count = answers.length === 1 ? '1 answer' : `${formatInteger(answers.length)} answers`;
  const isCut = answers.length > MAX_SHOWN;
  const download = (): void => downloadFile(fileName(drafted), 'text/csv', bulkAnswersCsv(result));
  return [
    el('p', { class: 'summary' }, `${count}, by the current bindings`),
    summary(answers, palette),
    answerTable(result, palette),
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

export interface BulkLookupPanel extends Panel {
  /** Shows the panel, and looks the addresses of the text up, where there are any. */
  open(text: string): void;
}

/** Builds the panel in `root`, hidden. `open` reads a prefix of the account. */
export function createBulkLookupPanel(
  root: HTMLElement,
  open: BulkScope['open'],
  onClose: () => void,
): BulkLookupPanel {
  let state: PageState | null = null;
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
    if (state?.account.kind !== 'ready') return;
    const { palette } = state.account.value;
    const scope = scopeOf(state, open);
    result.replaceChildren(el('p', { role: 'status' }, 'Looking up…'));
    const answers = await lookUpAll(addresses, scope, new Yielder(signal));
    signal.throwIfAborted();
    setChildren(result, resultView({ answers, drafted: scope.draft?.prefix.cidr ?? null }, palette));
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

  const close = (): void => {
    root.hidden = true;
    onClose();
  };
  root.replaceChildren(
    el(
      'div',
      { class: 'card-head' },
      el('h2', { id: 'bulk-lookup-title' }, 'Look up many'),
      button('Close', close, 'small'),
    ),
    bulkLookupForm(field, submit),
    result,
  );
  return {
    open(text) {
      root.hidden = false;
      if (text !== '') field.value = text;
      field.focus();
      if (text !== '') submit();
    },
    update(next) {
      const isSame =
        state !== null && next.account === state.account && next.draftPrefix === state.draftPrefix;
      state = next;
      if (isSame) return;
      // The answers were about other bindings.
      running.abort();
      result.replaceChildren();
    },
  };
}

/** All prefixes of the account; the open one as it is on the screen. */
function scopeOf(state: PageState, open: BulkScope['open']): BulkScope {
  const { account, openPrefix, draftPrefix } = state;
  const shown = openPrefix.kind === 'ready' ? openPrefix : null;
  return {
    prefixes: account.kind === 'ready' ? account.value.prefixes : [],
    noun: scopeNoun(state),
    draft: draftPrefix,
    open: (prefix) => (shown?.value.prefix.id === prefix.id ? Promise.resolve(shown) : open(prefix)),
  };
}
