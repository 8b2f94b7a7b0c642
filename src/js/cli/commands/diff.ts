// `byoip diff`: what differs between the current and the desired bindings, or between two states of an account.

import { driftReport } from '../../drift.js';
import type { Difference } from '../../types/plan.js';
import { liveSnapshot, snapshotFile } from '../account/live-snapshot.js';
import { type Call, defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { warnInFlight } from '../in-flight.js';
import { rejectSharedStdin } from '../input.js';
import { EXIT, type ExitCode } from '../io.js';
import { EXIT_CODE_OPTION, flag, IDS_OPTION, type Options } from '../options.js';
import { grouped, jsonText, pluralize, safeText } from '../output.js';
import { differenceText } from '../plan/difference-report.js';
import { withSources } from '../plan/finding-source.js';
import { type PlanInput, readAccountInput, readingNotice, TASK_OPTIONS } from '../plan/plan-input.js';
import { paintLine, untouchedText } from '../plan/plan-report.js';

const OPTIONS = {
  ...TASK_OPTIONS,
  'allow-unknown-services': flag('allow desired services that are not known'),
  ...IDS_OPTION,
  ...EXIT_CODE_OPTION,
} as const satisfies Options;

type DiffCall = Call<typeof OPTIONS>;

export const diff = defineCommand({
  name: 'diff',
  usage:
    'byoip diff BEFORE [AFTER] | --to FILE | --add BLOCK=SERVICE… | --remove BLOCK… [--prefix PREFIX] [--from FILE] [--default SERVICE] [--claims] [--services FILE] [--ids] [--exit-code] [--json]',
  options: OPTIONS,
  limit: { most: 2, takes: 'two snapshots', help: 'name the earlier one and the later one', values: 'files' },
  notes: [
    'With --to, --add or --remove it takes the input of `byoip plan` and prints the blocks that are added (+), removed (-) or bound to another service (~), and the addresses whose owner changes, which can be fewer or none.',
    'With BEFORE, a snapshot, it prints what changed since then, by the classes of docs/drift.md: services, prefixes, bindings, BGP prefixes and delegations. AFTER is another one; without it the API is asked. IDs and rollout states do not count.',
    'With --exit-code the exit code is 2 where something differs.',
  ],
  examples: [
    { line: 'byoip diff before.json', what: 'what has changed since the snapshot?' },
    { line: 'byoip diff --to desired.csv', what: 'compare the account with a list' },
    { line: 'byoip diff before.json after.json', what: 'compare two snapshots' },
  ],
  run: (call) => (call.args.length > 0 ? compareStates(call) : compareDesired(call)),
});

async function compareStates({ values, args, io, paint }: DiffCall): Promise<ExitCode> {
  const [before = '', after] = args;
  const other = (['to', 'add', 'remove', 'from', 'prefix', 'default', 'claims', 'ids'] as const).find(
    (name) => values[name],
  );
  if (other !== undefined) {
    throw usageError(
      `\`--${other}\` does not go with two snapshots`,
      other === 'ids' ? '--json prints the IDs' : 'compare whole accounts, or pass --to FILE alone',
    );
  }
  rejectSharedStdin(before, after);
  const { bytes: old } = await snapshotFile(before, io);
  const now = after === undefined ? await liveSnapshot(values, io) : (await snapshotFile(after, io)).bytes;
  const { data, lines } = driftReport(old, now);
  const text = lines.map((line) => `${paintLine(line, paint)}\n`).join('');
  await io.stdout.write(values.json ? `${jsonText(data)}\n` : text);
  return values['exit-code'] && data.findings.length > 0 ? EXIT.findings : EXIT.ok;
}

async function compareDesired(call: DiffCall): Promise<ExitCode> {
  const { values, io, paint } = call;
  const { inputs, untouched, list } = await readAccountInput(values, io);
  const limits = { allowUnknownServices: values['allow-unknown-services'] };
  const found = inputs.map((input) => ({
    input,
    difference: withSources(() => input.lists.diff({ ...input.task, limits }), input.sourceOf),
  }));
  const size = inputs.reduce((sum, { lists }) => sum + lists.currentSize, 0);
  await warnInFlight(
    inputs.map(({ lists }) => lists.inFlight()),
    size,
    call,
  );
  const differing = found.filter(({ difference }) => isDifferent(difference));
  if (values.json) {
    const all = found.map(({ difference, input: { readAs } }) => ({ ...difference, readAs }));
    const cidrs = untouched.map(({ cidr }) => cidr);
    const data = values.prefix === undefined ? { prefixes: all, untouched: cidrs } : all[0];
    await io.stdout.write(`${jsonText(data)}\n`);
  } else {
    const shown = found.length === 1 ? found : differing;
    const texts = shown.map(({ input, difference }) =>
      differenceText(difference, namesOf(input, values.ids), paint),
    );
    const last: string[] = [];
    if (found.length > 1) last.push(paint.bold(sumText(found.map(({ difference }) => difference))));
    if (untouched.length > 0) last.push(paint.dim(untouchedText(untouched)));
    if (list !== undefined)
      last.push(paint.dim(readingNotice(list, inputs[0]?.readAs ?? 'bindings', inputs[0]?.columns)));
    const body = texts.join('\n');
    await io.stdout.write(
      `${body}${texts.length > 1 ? '\n' : ''}${last.map((line) => `${line}\n`).join('')}`,
    );
  }
  return values['exit-code'] && differing.length > 0 ? EXIT.findings : EXIT.ok;
}

function isDifferent({ added, removed, changed }: Difference): boolean {
  return added.length + removed.length + changed.length > 0;
}

/** The sum of many prefixes. */
function sumText(all: readonly Difference[]): string {
  const count = (of: 'added' | 'removed' | 'changed') =>
    grouped(all.reduce((sum, one) => sum + one[of].length, 0));
  const owners = all.reduce((sum, { addressesChanged }) => sum + BigInt(addressesChanged), 0n);
  const differing = all.filter(isDifferent).length;
  const prefixes = pluralize(all.length, 'prefix', 'prefixes');
  if (differing === 0) return `no changes in ${prefixes}`;
  const change = owners === 1n ? 'address changes' : 'addresses change';
  return `${grouped(differing)} of ${prefixes} ${differing === 1 ? 'differs' : 'differ'}: ${count('added')} added, ${count('removed')} removed, ${count('changed')} changed; ${grouped(owners)} ${change} owner`;
}

function namesOf({ task, lists }: PlanInput, ids: boolean): (id: string | null) => string {
  const listed = new Map((task.services ?? []).map(({ id, name }) => [id, name]));
  let bound: ReadonlyMap<string | null, string | null | undefined> | undefined;
  const nameOf = (id: string) => {
    if (listed.has(id)) return listed.get(id);
    bound ??= new Map(
      [...lists.desired(), ...lists.current()].map(({ serviceId, serviceName }) => [serviceId, serviceName]),
    );
    return bound.get(id);
  };
  return (id) => (id === null ? 'no owner' : safeText((ids ? undefined : nameOf(id)) || id));
}
