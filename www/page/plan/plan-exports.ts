// Exports the plan in a chosen format, as a file or to the clipboard.

import { isByoipError, type PlanPlace } from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { aside, button, el, setChildren } from '../lib/dom.js';
import { cidrFileName, downloadFile } from '../lib/download.js';
import type { OverrideFlag, PlanRequest } from '../planner/plan-request.js';
import { callPlanner, Superseded } from '../planner/planner-client.js';
import type { PlanFormat } from '../planner/write-plan.js';

/** The plan to export. */
export interface PlanExportInput {
  readonly request: PlanRequest;
  readonly overrides: readonly OverrideFlag[];
  /** True where a safety check blocks the plan: then no script is written. */
  readonly isBlocked: boolean;
  readonly place: PlanPlace;
}

/** The format of an exported plan. */
interface FormatInfo {
  readonly label: string;
  readonly extension: string;
  readonly mediaType: string;
  readonly description: string;
  /** True where running the file sends API calls. */
  readonly isScript: boolean;
}

const format = (label: string, extension: string, mediaType: string, description: string): FormatInfo => {
  return { label, extension, mediaType, description, isScript: false };
};
const script = (label: string, extension: string, mediaType: string, uses: string): FormatInfo => {
  const checks =
    'Before each call it checks the current bindings and stops if they differ. Reads the token from the environment.';
  return { label, extension, mediaType, description: `${uses} ${checks}`, isScript: true };
};

const FORMATS: Readonly<Record<PlanFormat, FormatInfo>> = {
  text: format('Text', 'txt', 'text/plain', 'Plain text, in columns.'),
  markdown: format('Markdown', 'md', 'text/markdown', 'For a change ticket.'),
  json: format('JSON', 'json', 'application/json', 'The whole plan as data, with its fingerprint.'),
  curl: script('Shell script (curl)', 'sh', 'text/x-shellscript', 'Uses curl and jq.'),
  python: script('Python', 'py', 'text/x-python', 'Uses Cloudflare’s Python package.'),
  typescript: script('TypeScript', 'mts', 'text/plain', 'Uses Cloudflare’s package for Node.'),
  terraform: script(
    'Terraform',
    'tf',
    'text/plain',
    'Runs the shell script, since the provider has no resource for service bindings.',
  ),
};

function isPlanFormat(value: string): value is PlanFormat {
  return Object.hasOwn(FORMATS, value);
}

type Deliver = (text: string, format: PlanFormat, input: PlanExportInput) => Promise<Node> | Node;

/** A message says that the export is being written when it takes longer than this. */
const SLOW_MS = 300;

export function createPlanExports() {
  let input: PlanExportInput | null = null;
  const description = aside();
  const feedback = el('div', { class: 'save-feedback', 'aria-live': 'polite' });
  const select = el(
    'select',
    { id: 'plan-format', onchange: () => draw() },
    Object.entries(FORMATS).map(([value, { label }]) => el('option', { value }, label)),
  );
  const chosenFormat = (): PlanFormat => (isPlanFormat(select.value) ? select.value : 'text');

  const exportWith = async (deliver: Deliver): Promise<void> => {
    if (input === null) return;
    const format = chosenFormat();
    feedback.replaceChildren();
    const slow = setTimeout(() => feedback.replaceChildren(el('p', {}, 'Writing…')), SLOW_MS);
    const result = await exportPlan(input, format, deliver);
    clearTimeout(slow);
    setFeedback(feedback, result);
  };
  const buttons = [button('Download', () => exportWith(download)), button('Copy', () => exportWith(copy))];

  const draw = (): void => {
    const format = FORMATS[chosenFormat()];
    const isBlocked = format.isScript && input?.isBlocked === true;
    description.textContent = isBlocked
      ? 'Allow the blocked checks above to export a script.'
      : format.description;
    for (const one of buttons) one.disabled = isBlocked;
    feedback.replaceChildren();
  };
  draw();
  return {
    root: el(
      'div',
      { class: 'plan-exports' },
      el('h3', { class: 'minor' }, 'Export'),
      el(
        'p',
        {},
        'To run it elsewhere: ',
        el('code', {}, 'byoip apply'),
        ', or a script with your own token.',
      ),
      el('div', { class: 'save-row' }, el('label', { for: 'plan-format' }, 'Format'), select, buttons),
      description,
      feedback,
    ),
    update(next: PlanExportInput): void {
      input = next;
      draw();
    },
  };
}

/** Writes the plan and delivers it; gives the feedback, or `null` where a newer call has taken its place. */
async function exportPlan(
  input: PlanExportInput,
  format: PlanFormat,
  deliver: Deliver,
): Promise<Node | null> {
  try {
    const text = await callPlanner('writePlan', input.request, input.overrides, format, input.place);
    return await deliver(text, format, input);
  } catch (error) {
    if (error instanceof Superseded) return null;
    if (isByoipError(error)) return el('p', {}, formatMessage(`${error.message}; ${error.help}`));
    return el('p', {}, 'Could not load the planner. Try again.');
  }
}

function setFeedback(feedback: HTMLElement, result: Node | null): void {
  setChildren(feedback, [result]);
  if (!(result instanceof HTMLTextAreaElement)) return;
  result.focus();
  result.select();
}

function download(text: string, format: PlanFormat, { request }: PlanExportInput): Node {
  const { extension, mediaType } = FORMATS[format];
  const name = `plan-${cidrFileName(request.prefix.cidr)}.${extension}`;
  downloadFile(name, mediaType, text);
  return el('p', {}, `Saved as ${name}.`);
}

async function copy(text: string): Promise<Node> {
  try {
    await navigator.clipboard.writeText(text);
    return el('p', {}, 'Copied.');
  } catch {
    // Without access to the clipboard, a person can copy the text from a field.
    const field = el('textarea', { class: 'mono', readonly: true, rows: 8, 'aria-label': 'Plan to copy' });
    field.value = text;
    return field;
  }
}
