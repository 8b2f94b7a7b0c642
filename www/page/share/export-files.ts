// The bindings and the draft as files that need no plan: JSON, CSV, Markdown.

import type { ServiceBinding } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { formatAddressCount, formatCount } from '../lib/address-range.js';
import { formatCsv } from '../lib/csv.js';
import { escapeInvisible } from '../lib/escape-text.js';
import type { DraftChange } from '../state/draft-model.js';

/** A bare list that every reader of this project opens again. New bindings have no id. */
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
    ['cidr', 'service', 'service_id', 'addresses', 'state', 'binding_id'],
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

/** Text that no Markdown reader takes for markup. */
function plain(text: string): string {
  return escapeInvisible(text, 300).replace(/[\\`*_{}[\]<>()#+!|~&-]/g, (character) =>
    character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
  );
}

export interface PrefixReport {
  readonly opened: OpenPrefix;
  readonly drafted: OpenPrefix | null;
  readonly changes: readonly DraftChange[];
  /** What the draft comes to, one sentence. */
  readonly sentence: string;
  readonly notes: string;
  nameOf(serviceId: string | null): string;
}

/** For a change ticket. */
export function reportMarkdown({ opened, drafted, changes, sentence, notes, nameOf }: PrefixReport): string {
  const { prefix, first, last } = opened;
  const out = [`# Service bindings of ${prefix.cidr}`, '', `${formatAddressCount(last - first + 1n)}.`, ''];
  if (changes.length > 0) {
    out.push(
      '## Draft',
      '',
      plain(sentence).replaceAll('\\-', '-'),
      '',
      '| change | block | from | to |',
      '|---|---|---|---|',
    );
    for (const { cidr, from, to } of changes) {
      const verb = from === null ? 'bind' : to === null ? 'unbind' : 'rebind';
      out.push(
        `| ${verb} | \`${cidr}\` | ${from === null ? '' : plain(nameOf(from))} | ${to === null ? '' : plain(nameOf(to))} |`,
      );
    }
    out.push('', 'Nothing of this was sent.', '');
  }
  if (notes !== '') {
    out.push('## Notes', '');
    for (const line of notes.split('\n')) out.push(`> ${plain(line)}`);
    out.push('');
  }
  const rows = (drafted ?? opened).nestedBindings;
  out.push(
    drafted === null ? '## Bindings' : '## Bindings with the draft',
    '',
    '| block | service | addresses |',
    '|---|---|---:|',
  );
  for (const { binding, depth, first: from, last: to } of rows) {
    const name = binding.serviceId === null ? 'regional' : plain(nameOf(binding.serviceId));
    out.push(`| ${'· '.repeat(depth)}\`${binding.cidr}\` | ${name} | ${formatCount(to - from + 1n)} |`);
  }
  return `${out.join('\n')}\n`;
}
