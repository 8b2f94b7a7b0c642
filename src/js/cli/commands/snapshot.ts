// `byoip snapshot`: saves the whole account as one file, or rewrites a snapshot in canonical form.

import { writeSnapshot } from '../../snapshot.js';
import { escapeJson } from '../../text/hidden.js';
import { canonicalText, liveSnapshot } from '../account/live-snapshot.js';
import { defineCommand } from '../command.js';
import { readInput } from '../input.js';
import { EXIT } from '../io.js';
import { API_OPTIONS } from '../options.js';

export const snapshot = defineCommand({
  name: 'snapshot',
  usage: 'byoip snapshot [FILE] [--account ID] [--base-url URL] [--json]',
  options: API_OPTIONS,
  limit: { most: 1, takes: 'one file or none', help: 'remove the others', values: 'files' },
  notes: [
    'It saves services, prefixes, bindings, BGP prefixes and delegations in the format of docs/snapshot.md. If one request fails, the command fails: it never saves an incomplete snapshot. Only delegations that the token may not list are left out, and the file says so.',
    'With FILE, - for standard input, it does not call the API: it reads a snapshot and writes it in canonical form. The same state gives the same bytes in the command, the package and the planner page. The output is JSON with and without --json.',
  ],
  examples: [
    { line: 'byoip snapshot -o before.json', what: 'save the state before a change' },
    { line: 'byoip snapshot old.json', what: 'rewrite a snapshot in canonical form' },
  ],
  async run({ values, args: [path], io }) {
    const text =
      path === undefined
        ? writeSnapshot(await liveSnapshot(values, io))
        : canonicalText(await readInput(path, io));
    // A terminal interprets control characters, so they are escaped there.
    await io.stdout.write(io.stdout.isTTY ? escapeJson(text) : text);
    return EXIT.ok;
  },
});
