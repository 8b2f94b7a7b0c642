// The bindings and the draft as JSON, CSV and Markdown.

import { formatAddressCount, formatCount, type ServiceBinding } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { changeVerb } from '../changes/change-summary.js';
import { formatCsv } from '../lib/csv.js';
import { escapeInvisible } from '../lib/escape-text.js';
import type { DraftChange } from '../state/draft-model.js';

/** A bare list, which the page, the package and the command line read. New bindings have no id. */
export function bindingsJson(bindings: readonly ServiceBinding[]): string {
  const list = bindings.map(({ id, cidr, serviceId, serviceName, state }) => ({
    ...(id === '' ? {} : { id }),
    cidr,
    serviceId,
    serviceName,
    ...(state === null ? {} : { state }),
  }));
  return `[\n${list.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`;
}

export function bindingsCsv({ nestedBindings }: OpenPrefix): string {
  return formatCsv([
    ['cidr', 'service', 'service_id', 'address_count', 'state', 'binding_id'],
    ...nestedBindings.map(({ binding, first, last }) => [
      binding.cidr,
      binding.serviceName ?? '',
      binding.serviceId ?? '',
      String(last - first + 1n),
      binding.id === '' ? 'draft' : (binding.state ?? ''),
      binding.id,
    ]),
  ]);
}

/** Text without Markdown or HTML markup. */
function plainText(text: string): string {
  return escapeInvisible(text, 300).replace(/[\\`*_{}[\]<>()#+!|~&-]/g, (character) =>
    character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
  );
}

export interface PrefixReport {
  readonly openPrefix: OpenPrefix;
  readonly draftPrefix: OpenPrefix | null;
  /** Sentences about the account, the time and the draft. */
  readonly provenance: readonly string[];
  readonly changes: readonly DraftChange[];
  /** The changes in one sentence. */
  readonly summary: string;
  readonly notes: string;
  nameOf(serviceId: string | null): string;
}

/** For a change ticket. */
export function reportMarkdown(report: PrefixReport): string {
  const { prefix, first, last } = report.openPrefix;
  const draft = report.draftPrefix === null ? '' : ', draft';
  const lines = [
    `# Service bindings of ${prefix.cidr}${draft}`,
    '',
    `${formatAddressCount(last - first + 1n)}. ${report.provenance.map(plainText).join('. ')}.`,
    '',
    ...draftLines(report),
    ...notesLines(report),
    ...bindingsLines(report),
  ];
  return `${lines.join('\n')}\n`;
}

function draftLines({ changes, summary, nameOf }: PrefixReport): readonly string[] {
  if (changes.length === 0) return [];
  const name = (id: string | null): string => (id === null ? '' : plainText(nameOf(id)));
  return [
    '## Draft',
    '',
    plainText(summary).replaceAll('\\-', '-'),
    '',
    '| change | block | from | to |',
    '|---|---|---|---|',
    ...changes.map((change) => {
      const { cidr, from, to } = change;
      return `| ${changeVerb(change)} | \`${cidr}\` | ${name(from)} | ${name(to)} |`;
    }),
    '',
    'Nothing has been sent.',
    '',
  ];
}

function notesLines({ notes }: PrefixReport): readonly string[] {
  if (notes === '') return [];
  return ['## Notes', '', ...notes.split('\n').map((line) => `> ${plainText(line)}`), ''];
}

function bindingsLines({ openPrefix, draftPrefix, nameOf }: PrefixReport): readonly string[] {
  return [
    draftPrefix === null ? '## Bindings' : '## Bindings with the draft',
    '',
    '| block | service | addresses | state |',
    '|---|---|---:|---|',
    ...(draftPrefix ?? openPrefix).nestedBindings.map(({ binding, depth, first, last }) => {
      const name = binding.serviceId === null ? 'regional' : plainText(nameOf(binding.serviceId));
      const state = binding.id === '' && draftPrefix !== null ? 'draft' : plainText(binding.state ?? '');
      return `| ${'· '.repeat(depth)}\`${binding.cidr}\` | ${name} | ${formatCount(last - first + 1n)} | ${state} |`;
    }),
  ];
}
