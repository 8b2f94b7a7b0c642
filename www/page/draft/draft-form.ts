// The form of the draft: addresses, a service, and what the rules say of it while it is typed.

import type { Finding, Service } from '../../../src/js/entry/page.js';
import { underlinedText } from '../errors/input-error.js';
import { formatMessage } from '../errors/notice.js';
import { el, setChildren } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { pasteQuickly } from '../lib/quick-paste.js';
import { serviceOptions } from '../services/service-options.js';
import { isBlocking } from './check-draft.js';
import { findingList } from './findings-list.js';
import { type ParsedTargets, parseTargets } from './parse-targets.js';

/** What is said of a proposal beside the findings: what it takes the place of. */
export interface TargetCheck {
  readonly findings: readonly Finding[];
  /** `192.0.2.1/32 goes to CDN now`, where the block is bound already. */
  readonly replaces: readonly string[];
}

export interface DraftFormHandlers {
  check(cidrs: readonly string[], serviceId: string): TargetCheck;
  onBind(cidrs: readonly string[], serviceId: string): void;
}

export interface DraftForm {
  readonly root: HTMLElement;
  /** The services to choose from, and a proposal to try. */
  offer(
    services: readonly Service[],
    example: { readonly text: string; readonly serviceId: string } | null,
  ): void;
  /** Empties the field: another prefix is open. */
  clear(): void;
  /** Judges again what stands there: the bindings have changed. */
  refresh(): void;
}

/** Typing pauses this long before the rules are asked, ms. */
const CHECK_DELAY_MS = 120;
/** Blocks named one by one. */
const MAX_LISTED_BLOCKS = 6;

export function createDraftForm(calls: DraftFormHandlers): DraftForm {
  const field = el('textarea', {
    id: 'wanted',
    class: 'mono',
    rows: 2,
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    placeholder: '192.0.2.16-192.0.2.23, 192.0.2.64/28',
    'aria-describedby': 'wanted-says',
    oninput: () => later(),
    onpaste: pasteQuickly,
  });
  const service = el('select', { id: 'service', onchange: () => judge() });
  const says = el('div', { id: 'wanted-says', class: 'says', 'aria-live': 'polite' });
  const examples = el('p', { class: 'examples' });
  let timer: ReturnType<typeof setTimeout> | undefined;

  const put = (text: string): void => {
    field.value = text;
    field.focus();
    judge();
  };

  const slip = (wanted: Extract<ParsedTargets, { kind: 'slip' }>): readonly HTMLElement[] => {
    const { error, start, end, fixes: cures } = wanted.slip;
    const place = underlinedText(field.value, { start, end });
    return [
      ...(place === null ? [] : [place]),
      el(
        'p',
        { class: 'is-error' },
        el('strong', { class: 'severity' }, 'Error'),
        ' ',
        formatMessage(error.message),
      ),
      el('p', { class: 'aside' }, formatMessage(error.help)),
      el(
        'div',
        { class: 'actions' },
        cures.map(({ label, text }) =>
          el('button', { type: 'button', class: 'button small', onclick: () => put(text) }, label),
        ),
      ),
    ];
  };

  const blocks = (cidrs: readonly string[]): readonly (HTMLElement | null)[] => {
    const { findings, replaces } = calls.check(cidrs, service.value);
    const named = cidrs.slice(0, MAX_LISTED_BLOCKS).join(', ');
    const rest = cidrs.length - MAX_LISTED_BLOCKS;
    return [
      el(
        'p',
        { class: 'aside' },
        cidrs.length === 1 ? 'Binds ' : `Binds ${cidrs.length} blocks: `,
        el('code', {}, named),
        rest > 0 ? ` and ${rest} more` : '',
      ),
      ...replaces
        .slice(0, MAX_LISTED_BLOCKS)
        .map((words) => el('p', { class: 'aside' }, formatMessage(words))),
      findingList(findings, (finding) => {
        const [instead] = finding.replacement ?? [];
        if (finding.code === 'first-binding-not-prefix' && instead !== undefined) {
          return [{ label: `Bind ${instead} first`, run: () => put(instead) }];
        }
        if (finding.code === 'redundant-binding') {
          const left = cidrs.filter((cidr) => cidr !== finding.cidr);
          return [{ label: 'Leave it out', run: () => put(left.join('\n')) }];
        }
        return [];
      }),
    ];
  };

  /** Says what the text comes to; true where it can be bound. */
  const judge = (): readonly string[] | null => {
    clearTimeout(timer);
    const wanted = parseTargets(field.value);
    if (wanted.kind === 'slip') field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
    if (wanted.kind === 'slip') setChildren(says, slip(wanted));
    else if (wanted.kind === 'nothing') says.replaceChildren();
    else if (wanted.kind === 'too-many') {
      says.replaceChildren(
        el('p', { class: 'is-error' }, `These are more than ${wanted.most} blocks: bind larger ones.`),
      );
    } else setChildren(says, blocks(wanted.cidrs));
    return wanted.kind === 'blocks' ? wanted.cidrs : null;
  };

  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(judge, CHECK_DELAY_MS);
  };

  const submit = (event: Event): void => {
    event.preventDefault();
    const cidrs = judge();
    if (cidrs === null || calls.check(cidrs, service.value).findings.some(isBlocking)) {
      field.focus();
      return;
    }
    calls.onBind(cidrs, service.value);
    field.value = '';
    judge();
    field.focus();
  };

  const root = el(
    'form',
    { class: 'draft-form', onsubmit: submit, 'aria-label': 'Bind addresses' },
    el('div', { class: 'field grow' }, el('label', { for: 'wanted' }, 'Addresses, ranges or blocks'), field),
    el('div', { class: 'field' }, el('label', { for: 'service' }, 'go to'), service),
    el('button', { type: 'submit', class: 'button primary' }, 'Bind'),
    examples,
    says,
  );
  return {
    root,
    offer(services, example) {
      const chosen = service.value;
      setChildren(service, serviceOptions(services));
      if (services.some(({ id }) => id === chosen)) service.value = chosen;
      examples.replaceChildren();
      if (example === null) return;
      const name = services.find(({ id }) => id === example.serviceId)?.name ?? '';
      const use = (): void => {
        service.value = example.serviceId;
        put(example.text);
      };
      examples.append(
        'Try ',
        el(
          'button',
          { type: 'button', class: 'example', onclick: use },
          `${example.text} → ${escapeInvisible(name, 30)}`,
        ),
      );
    },
    clear() {
      field.value = '';
      judge();
    },
    refresh: () => {
      if (field.value !== '') judge();
    },
  };
}
