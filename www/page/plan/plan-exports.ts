// The plan to take along: as text, as data, or as a program; copied, or as a file.

import { isByoipError, type PlanPlace } from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { el } from '../lib/dom.js';
import { cidrFileName, downloadFile } from '../lib/download.js';
import type { OverrideFlag, PlanRequest } from './plan-request.js';
import type { PlanFormat } from './plan-text.js';
import { callPlanner, Superseded } from './planner-client.js';

interface FormatInfo {
  readonly label: string;
  readonly ending: string;
  readonly type: string;
  readonly description: string;
  /** True for what sends something when it is run. */
  readonly isProgram: boolean;
}

const LOOKS =
  'It lists what is bound before each write, and stops at what it does not know. The token comes from its environment.';

const FORMATS = {
  text: {
    label: 'Text',
    ending: 'txt',
    type: 'text/plain',
    description: 'The plan for people, aligned.',
    isProgram: false,
  },
  markdown: {
    label: 'Markdown',
    ending: 'md',
    type: 'text/markdown',
    description: 'For a change ticket.',
    isProgram: false,
  },
  json: {
    label: 'JSON',
    ending: 'json',
    type: 'application/json',
    description: 'The whole plan as data, with its fingerprint.',
    isProgram: false,
  },
  curl: {
    label: 'Shell script (curl)',
    ending: 'sh',
    type: 'text/x-shellscript',
    description: `A script for curl and jq. ${LOOKS}`,
    isProgram: true,
  },
  python: {
    label: 'Python',
    ending: 'py',
    type: 'text/x-python',
    description: `A program for Cloudflare’s package for Python. ${LOOKS}`,
    isProgram: true,
  },
  typescript: {
    label: 'TypeScript',
    ending: 'mts',
    type: 'text/plain',
    description: `A program for Cloudflare’s package for Node. ${LOOKS}`,
    isProgram: true,
  },
  terraform: {
    label: 'Terraform',
    ending: 'tf',
    type: 'text/plain',
    description: `The provider has no resource for service bindings, so this runs the shell script. ${LOOKS}`,
    isProgram: true,
  },
} as const satisfies Record<PlanFormat, FormatInfo>;

const isPlanFormat = (value: string): value is PlanFormat => Object.hasOwn(FORMATS, value);

/** What is to be written. */
export interface ExportInput {
  readonly request: PlanRequest;
  readonly overrides: readonly OverrideFlag[];
  /** Refusals that stand: with them there is no program. */
  readonly blockedCount: number;
  readonly place: PlanPlace;
}

export interface PlanExports {
  readonly root: HTMLElement;
  update(exported: ExportInput): void;
}

/** Builds the row of exports. */
export function createPlanExports(): PlanExports {
  let exported: ExportInput | null = null;
  const meaning = el('p', { class: 'aside' });
  const says = el('div', { class: 'keep-says', 'aria-live': 'polite' });
  const select = el(
    'select',
    { id: 'plan-form', onchange: () => draw() },
    Object.entries(FORMATS).map(([value, { label }]) => el('option', { value }, label)),
  );
  const chosen = (): PlanFormat => (isPlanFormat(select.value) ? select.value : 'text');
  const draw = (): void => {
    const { description: words, isProgram } = FORMATS[chosen()];
    const isRefused = isProgram && (exported?.blockedCount ?? 0) > 0;
    meaning.textContent = isRefused
      ? 'A plan that is refused is no program: lift the refusals above first.'
      : words;
    for (const button of [save, copy]) button.disabled = isRefused;
    says.replaceChildren();
  };

  const written = (use: (text: string, now: ExportInput, form: PlanFormat) => Promise<void> | void): void => {
    const now = exported;
    if (now === null) return;
    const form = chosen();
    says.replaceChildren();
    const slow = setTimeout(() => says.replaceChildren(el('p', {}, 'Writing…')), 300);
    callPlanner('writePlan', now.request, now.overrides, form, now.place)
      .then((text) => {
        clearTimeout(slow);
        says.replaceChildren();
        return use(text, now, form);
      })
      .catch((error: unknown) => {
        clearTimeout(slow);
        if (error instanceof Superseded) says.replaceChildren();
        else if (isByoipError(error))
          says.replaceChildren(el('p', {}, formatMessage(`${error.message}; ${error.help}`)));
        else says.replaceChildren(el('p', {}, 'The planner could not be asked: try again.'));
      });
  };

  const save = el(
    'button',
    {
      type: 'button',
      class: 'button',
      onclick: () =>
        written((text, { request: subject }, form) => {
          const { ending, type } = FORMATS[form];
          const name = `plan-${cidrFileName(subject.prefix.cidr)}.${ending}`;
          downloadFile(name, type, text);
          says.replaceChildren(el('p', {}, `Saved as ${name}.`));
        }),
    },
    'Download',
  );
  const copy = el(
    'button',
    {
      type: 'button',
      class: 'button',
      onclick: () =>
        written(async (text) => {
          try {
            await navigator.clipboard.writeText(text);
            says.replaceChildren(el('p', {}, 'Copied.'));
          } catch {
            // Where the clipboard is closed, the text stands ready to be copied by hand.
            const field = el('textarea', {
              class: 'mono',
              readonly: true,
              rows: 8,
              'aria-label': 'The plan, to copy',
            });
            field.value = text;
            says.replaceChildren(field);
            field.focus();
            field.select();
          }
        }),
    },
    'Copy',
  );
  const root = el(
    'div',
    { class: 'plan-exports' },
    el('h3', { class: 'minor' }, 'Take it along'),
    el(
      'p',
      {},
      'This page cannot apply a plan yet. Take it as a program, and run that in a terminal with a token of your own.',
    ),
    el('div', { class: 'keep-row' }, el('label', { for: 'plan-form' }, 'As'), select, save, copy),
    meaning,
    says,
  );
  draw();
  return {
    root,
    update(next) {
      exported = next;
      draw();
    },
  };
}
