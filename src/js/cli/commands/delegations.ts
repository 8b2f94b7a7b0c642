// `byoip delegations`: lists the blocks of a prefix that other accounts may use.

import { connect } from '../account/api-client.js';
import { findPrefix } from '../account/find-prefix.js';
import { defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { EXIT } from '../io.js';
import { API_OPTIONS } from '../options.js';
import { jsonLines, pluralize, safeText, table } from '../output.js';

const HELP = 'name one prefix: its CIDR, its id, or an address or block in it';

export const delegations = defineCommand({
  name: 'delegations',
  usage: 'byoip delegations PREFIX [--account ID] [--base-url URL] [--json]',
  options: API_OPTIONS,
  limit: { most: 1, takes: 'one prefix', help: HELP },
  notes: [],
  examples: [{ line: 'byoip delegations 192.0.2.0/24', what: 'one prefix' }],
  async run({ values, args: [given], io, paint }) {
    if (given === undefined) throw usageError('`delegations` needs a prefix', HELP);
    const api = connect(values, io);
    const { id: prefixId } = findPrefix(given, await api.prefixes(), {
      source: 'PREFIX',
      where: 'the account',
    });
    const list = await api.delegations(prefixId);
    const rows = list.map(({ cidr, delegatedAccountId, id }) => [
      { text: cidr, paint: paint.bold },
      { text: safeText(delegatedAccountId ?? '-') },
      { text: safeText(id), paint: paint.dim },
    ]);
    const text = table(['BLOCK', 'ACCOUNT', 'ID'], rows, pluralize(list.length, 'delegation'), paint);
    await io.stdout.write(values.json ? jsonLines(list) : text);
    return EXIT.ok;
  },
});
