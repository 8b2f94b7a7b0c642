// Reads the input of `plan`, `diff` and `map --to`: current and desired bindings, and the account's services.

import { aggregate } from '../plan/aggregate.js';
import type { Reading } from '../plan/list-format.js';
import { readDesired } from '../plan/read-desired.js';
import type { BindingFacts } from '../types/api.js';
import type { PlanTask } from '../types/plan.js';
import { connect } from './api-client.js';
import { CommandError, errorInBytes, usageError } from './errors.js';
import { findPrefix } from './find-prefix.js';
import { type Input, parseCidrArgument, readInput, readServices } from './input.js';
import type { Io } from './io.js';
import { API_OPTIONS } from './options.js';
import { type PrefixInput, readPrefixInput, rejectConflicts } from './prefix-input.js';

/** The options for the input of a plan. */
export const TASK_OPTIONS = {
  prefix: { type: 'string', value: 'CIDR', help: 'the prefix' },
  from: {
    type: 'string',
    value: 'FILE',
    help: 'the current bindings: a response of the API, a bare list, or a snapshot; - for standard input; default: the API',
  },
  to: {
    type: 'string',
    value: 'FILE',
    help: 'the desired bindings: blocks, hosts and ranges with their services, as JSON or CSV; - for standard input',
  },
  default: {
    type: 'string',
    value: 'SERVICE_ID',
    help: 'the service of all addresses that --to does not name; the result has the fewest bindings',
  },
  claims: { type: 'boolean', help: 'read --to as claims: of entries that overlap, the last one wins' },
  'default-only': {
    type: 'string',
    multiple: true,
    value: 'SERVICE_ID',
    help: 'a service that may only be the default; can be repeated; default: the one named Magic Transit',
  },
  services: {
    type: 'string',
    value: 'FILE',
    help: 'the services of the account: a response of the API, or a bare list',
  },
  ...API_OPTIONS,
} as const;

/** The values of these options. */
export interface TaskValues {
  readonly prefix?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly default?: string | undefined;
  readonly claims?: boolean | undefined;
  readonly 'default-only'?: readonly string[] | undefined;
  readonly services?: string | undefined;
  readonly account?: string | undefined;
  readonly 'base-url'?: string | undefined;
}

/** The task, and how the desired bindings were read. */
export interface PlanInput {
  readonly task: PlanTask;
  readonly readAs: Reading;
}

/**
 * Reads the input of a plan.
 *
 * @throws CommandError `usage`, and the codes of files and of the API
 */
export async function readPlanInput(values: TaskValues, io: Io, usage: string): Promise<PlanInput> {
  if (values.prefix === undefined) throw usageError('no prefix is given', 'pass --prefix CIDR', usage);
  if (values.to === undefined) {
    throw usageError('no desired bindings are given', 'pass --to FILE, or --to - for standard input', usage);
  }
  const fromStdin = [values.from, values.to, values.services].filter((path) => path === '-').length;
  if (fromStdin > 1) {
    throw usageError('standard input can supply only one list', 'put the others into files', usage);
  }
  const { cidr } = parseCidrArgument(values.prefix, '--prefix');
  const facts =
    values.from === undefined
      ? await fromApi(cidr, values, io)
      : readPrefixInput(await readInput(values.from, io), cidr);
  rejectConflicts(facts, values.from ?? 'the response of the API');
  const services =
    values.services === undefined ? facts.services : readServices(await readInput(values.services, io));
  const to = await readInput(values.to, io);
  const desired = readDesiredBindings(to, { values, cidr, facts: { ...facts, services } });
  return {
    readAs: desired.readAs,
    task: {
      prefix: facts.prefix,
      current: facts.bindings,
      desired: desired.bindings,
      services,
      defaultOnly: values['default-only'],
    },
  };
}

const MAGIC = 'Magic Transit';

async function fromApi(cidr: string, values: TaskValues, io: Io): Promise<PrefixInput> {
  const api = connect(values, io);
  const prefix = await findPrefix(api, cidr);
  const [bindings, services] = await Promise.all([api.bindings(prefix.id), api.services()]);
  return { prefix, bindings, services };
}

function serviceNames({ bindings, services = [] }: PrefixInput): ReadonlyMap<string, string> {
  const bound = bindings.map(({ serviceId, serviceName }) => [serviceId, serviceName] as const);
  const listed = services.map(({ id, name }) => [id, name] as const);
  const all = [...bound, ...listed].flatMap(([id, name]) =>
    id === null || name === null ? [] : [[id, name] as const],
  );
  return new Map(all);
}

interface DesiredContext {
  readonly values: TaskValues;
  readonly cidr: string;
  readonly facts: PrefixInput;
}

interface DesiredBindings {
  readonly readAs: Reading;
  readonly bindings: readonly BindingFacts[];
}

/** Bindings unchanged; claims, and any list with a given default, as the fewest bindings under that default. */
function readDesiredBindings(
  { bytes, name }: Input,
  { values, cidr, facts }: DesiredContext,
): DesiredBindings {
  try {
    const requested = values.claims === true ? 'claims' : undefined;
    const { readAs, bindings, regionalBlocks, services } = readDesired(bytes, {
      prefix: cidr,
      readAs: requested,
    });
    // Regional bindings in the list stay in it, so that the plan can refuse a conflict with them.
    const regional = regionalBlocks.map((block) => ({ cidr: block, serviceId: null }));
    const givenDefault = values.default;
    if (
      bindings !== null &&
      givenDefault === undefined &&
      (bindings.length === 0 || hasBlock(bindings, cidr))
    ) {
      return { readAs, bindings: [...bindings, ...regional] };
    }
    const names = new Map([...serviceNames(facts), ...services.map(({ id, name }) => [id, name] as const)]);
    const only =
      values['default-only'] ?? [...names].filter(([, known]) => known === MAGIC).map(([id]) => id);
    const service = givenDefault ?? (bindings === null ? defaultService(facts, cidr) : null);
    if (service === null) {
      if (bindings?.some(({ cidr: block }) => !isHost(block)) === true) {
        return { readAs, bindings: [...bindings, ...regional] };
      }
      throw defaultUnknownError(cidr, readAs);
    }
    const found = aggregate({
      prefix: cidr,
      default: service,
      claims: bytes,
      defaultOnly: only,
      readAs: requested,
    });
    const own = found.bindings.map(({ cidr: block, serviceId }) => {
      const serviceName = services.find(({ id }) => id === serviceId)?.name;
      return { cidr: block, serviceId, ...(serviceName === undefined ? {} : { serviceName }) };
    });
    return { readAs, bindings: [...own, ...regional] };
  } catch (error) {
    throw errorInBytes(error, name, bytes);
  }
}

const hasBlock = (bindings: readonly BindingFacts[], cidr: string): boolean =>
  bindings.some((binding) => binding.cidr === cidr);

const isHost = (cidr: string): boolean => cidr.endsWith(cidr.includes(':') ? '/128' : '/32');

const defaultService = ({ bindings }: PrefixInput, cidr: string): string | null =>
  bindings.find((bound) => bound.cidr === cidr && bound.serviceId !== null)?.serviceId ?? null;

/** The error of a list of hosts or claims without a default for the other addresses. */
function defaultUnknownError(cidr: string, readAs: Reading): CommandError {
  const content =
    readAs === 'claims' ? 'claims, and no default is bound' : `only hosts, and no line for ${cidr}`;
  return new CommandError({
    code: 'default-unknown',
    message: `the list of --to contains ${content}: the other addresses have no service`,
    help: `pass --default SERVICE_ID${readAs === 'claims' ? '' : `, or add the line ${cidr},SERVICE_ID`}`,
  });
}

/** How a list was read, as a sentence. */
export function readingNotice(what: string, readAs: Reading): string {
  return readAs === 'claims'
    ? `${what} was read as claims: the last entry on an address wins`
    : `${what} was read as bindings: the most specific entry wins, in any order`;
}
