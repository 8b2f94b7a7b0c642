// Commands as processes, from their start to their end, compared with a Node program that does nothing.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'byoip-start-'));
const bindings = join(folder, 'bindings.json');
const empty = join(folder, 'empty.mjs');
writeFileSync(
  bindings,
  JSON.stringify([{ cidr: '192.0.2.0/24', service_id: 'c0de0000000000000000000000000cd1' }]),
);
writeFileSync(empty, '');

const run = (args) => spawnSync(process.execPath, args, { encoding: 'utf8' });

function contestants(args, expected) {
  const answers = ({ status, stderr, stdout }) => [
    status === 0 && stderr === '' && expected.test(stdout) ? 1 : 0,
  ];
  return [
    {
      name: 'byoip',
      run: () => run([CLI, ...args]),
      operations: 1,
      answers: () => answers(run([CLI, ...args])),
    },
    {
      name: 'a Node program that does nothing',
      run: () => run([empty]),
      operations: 1,
      answers: () => [run([empty]).status === 0 ? 1 : 0],
      // Our command takes at most 2.5 times as long.
      atLeast: 0.4,
    },
  ];
}

export const rows = [
  { id: 'command-version', args: ['--version'], expected: /^\d/ },
  { id: 'command-help', args: ['--help'], expected: /^Who owns/ },
  { id: 'command-help-plan', args: ['help', 'plan'], expected: /^Plan the writes/ },
  { id: 'command-resolve', args: ['resolve', '192.0.2.1', '--from', bindings], expected: /192\.0\.2\.0\/24/ },
].map(({ id, args, expected }) => ({
  id,
  title: `\`byoip ${args.join(' ').replace(bindings, 'bindings.json')}\`, from start to end`,
  contestants: () => contestants(args, expected),
}));
