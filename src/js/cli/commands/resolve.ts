// `byoip resolve`: the owners of addresses, and the reasons.

import { stuckHelp } from '../../bindings/rollout-progress.js';
import type { Owner, Resolution } from '../../types/api.js';
import { isByoipError } from '../../types/errors.js';
import { FROM_OPTION } from '../account/account.js';
import type { AccountPrefix } from '../account/account-prefix.js';
import { bindingConflictError } from '../account/binding-conflict.js';
import { type OwnerLookup, openLookup } from '../account/owner-lookup.js';
import { serviceText } from '../account/service-names.js';
import { type Call, defineCommand } from '../command.js';
import {
  type ErrorReport,
  errorInText,
  errorJson,
  errorReport,
  isCommandError,
  printError,
  usageError,
} from '../errors.js';
import { stateCell } from '../in-flight.js';
import { announceStdin, readLines } from '../input.js';
import { EXIT, type Io } from '../io.js';
import { API_OPTIONS, IDS_OPTION, text } from '../options.js';
import { AlignedColumns, grouped, jsonText, pluralize, safeText, type TextCell } from '../output.js';

/** Addresses per batch. */
const BATCH = 1000;

export const resolve = defineCommand({
  name: 'resolve',
  usage: 'byoip resolve [ADDRESS…] [--from FILE] [--prefix PREFIX] [--ids] [--json]',
  options: {
    ...FROM_OPTION,
    prefix: text('PREFIX', 'one prefix: addresses outside it have no owner'),
    ...IDS_OPTION,
    ...API_OPTIONS,
  },
  limit: { most: Number.POSITIVE_INFINITY },
  notes: [
    'Without an ADDRESS it reads addresses from standard input, one per line, and answers as they come. Without --from it asks the API for the prefixes of the account, and for the bindings of those that contain the addresses. PREFIX is an id, a CIDR, or an address or a block in the prefix.',
    'It reports an invalid address at its position, resolves the others, and exits with 1.',
  ],
  examples: [
    { line: 'byoip resolve 192.0.2.1', what: 'the owner of an address' },
    { line: 'cut -d" " -f1 access.log | byoip resolve --json', what: 'for every address in a log' },
    { line: 'byoip resolve 192.0.2.1 --from before.json', what: 'in a snapshot' },
  ],
  async run(call) {
    const { values, args, io } = call;
    if (args.length === 0 && values.from === '-') {
      const message = 'standard input cannot supply both the bindings and the addresses';
      throw usageError(message, 'pass the addresses as arguments, or put the bindings into a file');
    }
    const lookup = await openLookup(values, io);
    if (args.length === 0) await announceStdin('addresses, one per line', io);
    const report = values.json ? new JsonReport(io) : new TextReport(call, lookup.hasPrefixes, values.ids);
    let done = 0;
    for await (const batch of batches(args.length > 0 ? [args] : readLines(io.stdin))) {
      await lookup.prepare(batch);
      const answers = batch.map((address) => resolveOne(lookup, address));
      await report.add(answers);
      // The input may never end.
      if (io.stdout.isGone === true) break;
      done += batch.length;
      if (!io.stdout.isTTY) io.progress.say(`${pluralize(done, 'address', 'addresses')} …`);
    }
    await report.end();
    return report.invalid > 0 ? EXIT.error : EXIT.ok;
  },
});

/** The result for one address. */
type AddressAnswer =
  | { readonly address: string; readonly found: Resolution; readonly prefix: AccountPrefix | null }
  | { readonly address: string; readonly error: ErrorReport };

function resolveOne(lookup: OwnerLookup, address: string): AddressAnswer {
  try {
    const { found, prefix, table } = lookup.resolve(address);
    const owners = found.owner === null ? [] : [found.owner, ...found.conflicts];
    if (owners.some(({ serviceId }) => serviceId !== found.owner?.serviceId)) {
      const indices = owners.map(({ index }) => index).sort((a, b) => a - b);
      throw bindingConflictError(found.owner?.cidr ?? '', indices, table?.bindings() ?? []);
    }
    return { address, found, prefix };
  } catch (error) {
    if (isCommandError(error)) return { address, error: error.report };
    if (!isByoipError(error)) throw error;
    return { address, error: errorReport(errorInText(error, address)) };
  }
}

/** Parts of at most `BATCH` texts. */
async function* batches(
  lists: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly string[]> {
  for await (const list of lists) {
    for (let from = 0; from < list.length; from += BATCH) yield list.slice(from, from + BATCH);
  }
}

class JsonReport {
  invalid = 0;
  #separator = '[\n';
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  async add(answers: readonly AddressAnswer[]): Promise<void> {
    this.invalid += answers.filter((answer) => 'error' in answer).length;
    const entries = answers.map((answer) => jsonText(answerJson(answer)));
    await this.#io.stdout.write(this.#separator + entries.join(',\n'));
    this.#separator = ',\n';
  }

  async end(): Promise<void> {
    await this.#io.stdout.write(this.#separator === '[\n' ? '[]\n' : '\n]\n');
  }
}

/** An entry of the JSON array. */
function answerJson(answer: AddressAnswer): object {
  if ('error' in answer) return { address: answer.address, error: errorJson(answer.error) };
  const { address, owner, reason, message, shadowed, regional, fallback, conflicts } = answer.found;
  const { prefix } = answer;
  return {
    address,
    prefix: prefix === null ? null : { cidr: prefix.cidr, id: prefix.id ?? null },
    owner: owner === null ? null : ownerJson(owner),
    reason,
    message,
    shadowed: shadowed.map(({ cidr }) => cidr),
    regional: regional.map(({ cidr }) => cidr),
    fallback: fallback === null ? null : ownerJson(fallback),
    conflicts: conflicts.map(ownerJson),
  };
}

function ownerJson({ cidr, serviceId, serviceName, bindingId, state }: Owner): object {
  return { cidr, serviceId, serviceName, bindingId, state };
}

const NONE: TextCell = { text: '-' };

class TextReport {
  invalid = 0;
  #owned = 0;
  #unowned = 0;
  readonly #call: Pick<Call, 'io' | 'paint' | 'paintErrors'>;
  readonly #hasPrefixes: boolean;
  readonly #ids: boolean;
  readonly #columns = new AlignedColumns();

  constructor(call: Pick<Call, 'io' | 'paint' | 'paintErrors'>, hasPrefixes: boolean, ids: boolean) {
    this.#call = call;
    this.#hasPrefixes = hasPrefixes;
    this.#ids = ids;
  }

  async add(answers: readonly AddressAnswer[]): Promise<void> {
    const { io, paint, paintErrors } = this.#call;
    const first = this.#owned + this.#unowned + this.invalid === 0;
    const rows = answers.map((answer) => this.#row(answer));
    const head = ['ADDRESS', 'SERVICE', 'BINDING', 'STATE', ...(this.#hasPrefixes ? ['PREFIX'] : []), 'WHY'];
    if (first) rows.unshift(head.map((text) => ({ text, paint: paint.dim })));
    const lines = this.#columns.lines(rows);
    if (this.invalid === 0) {
      await io.stdout.write(`${lines.join('\n')}\n`);
      return;
    }
    // Line by line, so that on a terminal each error is below its address.
    let at = first ? 1 : 0;
    if (first) await io.stdout.write(`${lines[0]}\n`);
    for (const answer of answers) {
      await io.stdout.write(`${lines[at++]}\n`);
      if ('error' in answer) await printError(answer.error, io.stderr, paintErrors);
    }
  }

  #row(answer: AddressAnswer): TextCell[] {
    const { bold, red, cyan, dim } = this.#call.paint;
    if ('error' in answer) {
      this.invalid += 1;
      const isConflict = answer.error.code === 'binding-conflict';
      const cause = { text: `${isConflict ? '' : 'not an address: '}${answer.error.code}`, paint: red };
      const none = this.#hasPrefixes ? [NONE, NONE, NONE, NONE] : [NONE, NONE, NONE];
      return [{ text: safeText(answer.address, 45), paint: red }, ...none, cause];
    }
    const { address, owner } = answer.found;
    const prefix = this.#hasPrefixes ? [{ text: safeText(answer.prefix?.cidr ?? '-', 60) }] : [];
    if (owner === null) this.#unowned += 1;
    else this.#owned += 1;
    const service = (one: Owner) => serviceText(one, this.#ids);
    const last = { text: reasonText(answer.found, service), paint: dim };
    if (owner === null) return [{ text: address, paint: bold }, NONE, NONE, NONE, ...prefix, last];
    return [
      { text: address, paint: bold },
      { text: service(owner), paint: cyan },
      { text: owner.cidr },
      stateCell(owner.state, this.#call.paint),
      ...prefix,
      last,
    ];
  }

  async end(): Promise<void> {
    const count = this.#owned + this.#unowned + this.invalid;
    const parts = [`${grouped(this.#owned)} owned`];
    if (this.#unowned > 0) parts.push(`${grouped(this.#unowned)} without an owner`);
    if (this.invalid > 0) parts.push(`${grouped(this.invalid)} not an address`);
    const { io, paint } = this.#call;
    const sum = `${pluralize(count, 'address', 'addresses')}: ${parts.join(', ')}`;
    await io.stdout.write(count === 0 ? `${paint.bold('no addresses')}\n` : `\n${paint.bold(sum)}\n`);
  }
}

/** The last column. */
function reasonText(found: Resolution, service: (owner: Owner) => string): string {
  const cidrs = (owners: readonly Owner[]) => owners.map(({ cidr }) => cidr).join(', ');
  const { owner, fallback, shadowed, regional, conflicts } = found;
  // Without an owner the core's sentence is complete, and contains no untrusted names.
  if (owner === null && regional.length === 0) return found.message.replace(`${found.address} `, '');
  if (owner === null) return `only regional bindings: ${cidrs(regional)}`;
  const parts: string[] = [];
  if (found.reason === 'stuck') parts.push(`stuck: ${stuckHelp(owner?.state)}`);
  if (found.reason === 'provisioning' || found.reason === 'stuck') {
    const use = fallback === null ? 'nothing' : `${service(fallback)} (${fallback.cidr})`;
    parts.push(`edges without it use ${use}`);
  }
  if (shadowed.length > 0) parts.push(`over ${cidrs(shadowed)}`);
  if (regional.length > 0) parts.push(`regional: ${cidrs(regional)}`);
  if (conflicts.length > 0) parts.push(`bound ${conflicts.length + 1} times`);
  return parts.join('; ');
}
