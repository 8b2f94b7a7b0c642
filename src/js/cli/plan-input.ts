// Reads the input of `plan`, `diff` and `map --to`: current and desired bindings, and the account's services.

import { aggregate } from '../plan/aggregate.js';
import type { Reading } from '../plan/list-format.js';
import { readDesired } from '../plan/read-desired.js';
import type { BindingFacts } from '../types/api.js';
import type { PlanTask } from '../types/plan.js';
import { openAccount } from './account.js';
import { CommandError, errorInBytes } from './errors.js';
import { type Input, readInput, readServices, rejectSharedStdin } from './input.js';
import type { Io } from './io.js';
import {
  API_OPTIONS,
  flag,
  type Options,
  type OptionValues,
  prefixOption,
  required,
  text,
  texts,
} from './options.js';
import { type PrefixInput, readPrefixInput, rejectConflicts } from './prefix-input.js';

/** The options that say how desired bindings are read. */
export const DESIRED_OPTIONS = {
  default: text(
    'SERVICE_ID',
    'the service of all addresses that --to does not name; the result has the fewest bindings',
  ),
  claims: flag('read --to as claims: of entries that overlap, the last one wins'),
} as const satisfies Options;

/** The services of an account. */
export const SERVICES_OPTION = {
  services: text('FILE', 'the services of the account: a response of the API, or a bare list'),
} as const satisfies Options;

/** The options for the input of a plan. */
export const TASK_OPTIONS = {
  prefix: prefixOption('the prefix'),
  from: text(
    'FILE',
    'the current bindings: a response of the API, a bare list, or a snapshot; - for standard input; default: the API',
  ),
  to: required(
    text(
      'FILE',
      'the desired bindings: blocks, hosts and ranges with their services, as JSON or CSV; - for standard input',
    ),
    'no desired bindings are given',
    'pass --to FILE, or --to - for standard input',
  ),
  ...DESIRED_OPTIONS,
  'default-only': texts(
    'SERVICE_ID',
    'a service that may only be the default; can be repeated; default: the one named Magic Transit',
  ),
  ...SERVICES_OPTION,
  ...API_OPTIONS,
} as const satisfies Options;

/** The values of these options. */
type TaskValues = OptionValues<typeof TASK_OPTIONS>;

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
export async function readPlanInput(
  values: Pick<TaskValues, 'prefix' | 'to'> & Partial<TaskValues>,
  io: Io,
): Promise<PlanInput> {
  const { prefix: cidr, from, to } = values;
  rejectSharedStdin(from, to, values.services);
  const facts =
    from === undefined ? await fromApi(cidr, values, io) : readPrefixInput(await readInput(from, io), cidr);
  rejectConflicts(facts, from ?? 'the response of the API');
  const services = (await readServices(values.services, io)) ?? facts.services;
  const defaultOnly = values['default-only'];
  const context = { values, cidr, facts: { ...facts, services } };
  const { readAs, bindings: desired } = readDesiredBindings(await readInput(to, io), context);
  return { readAs, task: { prefix: facts.prefix, current: facts.bindings, desired, services, defaultOnly } };
}

const MAGIC = 'Magic Transit';

async function fromApi(cidr: string, values: Partial<TaskValues>, io: Io): Promise<PrefixInput> {
  const account = await openAccount({ ...values, from: undefined }, io);
  const prefix = await account.find(cidr, '--prefix');
  const [bindings, services] = await Promise.all([account.bindings(prefix), account.services()]);
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
  readonly values: Partial<TaskValues>;
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
