// `byoip drift`: what has changed in the account since a snapshot.

import { driftReport } from '../../drift.js';
import { liveSnapshot, snapshotFile } from '../account/live-snapshot.js';
import { defineCommand } from '../command.js';
import { rejectSharedStdin } from '../input.js';
import { EXIT } from '../io.js';
import { API_OPTIONS, required, text } from '../options.js';
import { jsonText } from '../output.js';
import { paintLine } from '../plan/plan-report.js';

export const drift = defineCommand({
  name: 'drift',
  usage: 'byoip drift --against FILE [--from FILE] [--account ID] [--base-url URL] [--json]',
  options: {
    against: required(
      text('FILE', 'the snapshot to compare with; - for standard input'),
      'no snapshot is given',
      'pass --against FILE; `byoip snapshot -o FILE` writes one',
    ),
    from: text('FILE', 'a later snapshot in place of the API; - for standard input'),
    ...API_OPTIONS,
  },
  limit: { help: 'pass the snapshot with --against FILE' },
  notes: [
    'It compares by addresses and service, since recreated resources have other ids: bindings, BGP prefixes, advertisement, delegations, services. Times, validation states and a rollout that goes on are no drift. docs/drift.md describes the classes.',
    'It sends no write. The exit code is 2 where something has changed, and 0 where nothing has.',
  ],
  examples: [
    { line: 'byoip drift --against before.json', what: 'what is gone since the snapshot?' },
    { line: 'byoip drift --against before.json --from after.json', what: 'compare two snapshots' },
  ],
  async run({ values, io, paint }) {
    const { against, from, json } = values;
    rejectSharedStdin(against, from);
    const before = (await snapshotFile(against, io)).bytes;
    const now = from === undefined ? await liveSnapshot(values, io) : (await snapshotFile(from, io)).bytes;
    const { data, lines } = driftReport(before, now);
    const text = json ? [jsonText(data)] : lines.map((line) => paintLine(line, paint));
    await io.stdout.write(`${text.join('\n')}\n`);
    return data.findings.length === 0 ? EXIT.ok : EXIT.findings;
  },
});
