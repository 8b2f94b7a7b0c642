// `byoip services`: lists the services of the account.

import { connect } from '../api-client.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../io.js';
import { API_OPTIONS } from '../options.js';
import { jsonLines, pluralize, safeText, table } from '../output.js';

export const services = defineCommand({
  name: 'services',
  summary: 'list the services of the account',
  usage: 'byoip services [--account ID] [--base-url URL] [--json]',
  options: API_OPTIONS,
  notes: [],
  examples: [
    { line: 'byoip services', what: 'all services of the account' },
    { line: 'byoip services --json > services.json', what: 'for `byoip check --services`' },
  ],
  async run({ values, io, paint }) {
    const list = await connect(values, io).services();
    const rows = list.map(({ name, id }) => [
      { text: safeText(name), paint: paint.cyan },
      { text: safeText(id) },
    ]);
    const text = table(['SERVICE', 'ID'], rows, pluralize(list.length, 'service'), paint);
    await io.stdout.write(values.json ? jsonLines(list) : text);
    return EXIT.ok;
  },
});
