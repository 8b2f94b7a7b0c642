// `byoip services`: lists the services of the account.

import { FROM_OPTION, loadBindings, openAccount } from '../account/account.js';
import { knownServices } from '../account/service-names.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../io.js';
import { API_OPTIONS } from '../options.js';
import { jsonLines, pluralize, safeText, table } from '../output.js';

export const services = defineCommand({
  name: 'services',
  usage: 'byoip services [--from FILE] [--account ID] [--base-url URL] [--json]',
  options: { ...FROM_OPTION, ...API_OPTIONS },
  notes: ['Of a list of bindings, the services are those that are bound.'],
  examples: [
    { line: 'byoip services', what: 'all services of the account' },
    { line: 'byoip services --json > services.json', what: 'for `byoip check --services`' },
  ],
  async run({ values, io, paint }) {
    const account = await openAccount(values, io);
    const listed = await account.services();
    const list = listed ?? knownServices(undefined, await loadBindings(account, io));
    const rows = list.map(({ name, id }) => [
      { text: safeText(name), paint: paint.cyan },
      { text: safeText(id) },
    ]);
    const text = table(['SERVICE', 'ID'], rows, pluralize(list.length, 'service'), paint);
    await io.stdout.write(values.json ? jsonLines(list) : text);
    return EXIT.ok;
  },
});
