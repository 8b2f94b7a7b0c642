// `byoip services`: lists the services of the account.

import { connect } from '../api-client.js';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { EXIT } from '../io.js';
import { API_OPTIONS, readOptions } from '../options.js';
import { AlignedColumns, jsonLines, painter, pluralize, safeText } from '../output.js';

const USAGE = 'byoip services [--account ID] [--base-url URL] [--json]';

export const services: Command = {
  name: 'services',
  summary: 'list the services of the account',
  usage: USAGE,
  options: API_OPTIONS,
  notes: [],
  examples: [
    { line: 'byoip services', what: 'all services of the account' },
    { line: 'byoip services --json > services.json', what: 'for `byoip check --services`' },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: API_OPTIONS }, args);
    if (positionals.length > 0)
      throw usageError('`services` takes only options', 'remove the other arguments', USAGE);
    const list = await connect(values, io).services();
    if (values.json === true) {
      await io.stdout.write(jsonLines(list));
      return EXIT.ok;
    }
    const { bold, dim, cyan } = painter(io.stdout, io.env, values['no-color'] === true);
    const rows = list.map(({ name, id }) => [{ text: safeText(name), paint: cyan }, { text: safeText(id) }]);
    const head = ['SERVICE', 'ID'].map((text) => ({ text, paint: dim }));
    const lines = rows.length === 0 ? [] : [...new AlignedColumns().lines([head, ...rows]), ''];
    await io.stdout.write(`${[...lines, bold(pluralize(list.length, 'service'))].join('\n')}\n`);
    return EXIT.ok;
  },
};
