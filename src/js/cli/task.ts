// What `plan` and `diff` read: what is bound, what should be, and the account's services.

import { aggregate } from '../aggregate.js';
import { readDesired } from '../desired.js';
import type { PlanTask } from '../plan-types.js';
import type { BindingFacts } from '../types.js';
import { connect } from './api.js';
import { type Facts, factsOf } from './facts.js';
import { cidrOf, type Input, readInput, servicesOf } from './input.js';
import type { Io } from './io.js';
import { named } from './list.js';
import { API_OPTIONS } from './options.js';
import { CommandError, inBytes, misused } from './trouble.js';

/** The options of `plan` and `diff` that say what they are about. */
export const TASK_OPTIONS = {
  prefix: { type: 'string', value: 'CIDR', help: 'the prefix' },
  from: {
    type: 'string',
    value: 'FILE',
    help: 'what is bound: an answer of the API, a bare list, or a snapshot; - for standard input; the API without it',
  },
  to: {
    type: 'string',
    value: 'FILE',
    help: 'what should be: blocks, hosts and ranges with their services, as JSON or CSV; - for standard input',
  },
  default: {
    type: 'string',
    value: 'SERVICE_ID',
    help: 'the list of --to is meant as addresses under this default, in as few bindings as can be',
  },
  'default-only': {
    type: 'string',
    multiple: true,
    value: 'SERVICE_ID',
    help: 'a service that may only be the default; may be repeated; without it the one named Magic Transit',
  },
  services: {
    type: 'string',
    value: 'FILE',
    help: 'the services of the account: an answer of the API, or a bare list',
  },
  ...API_OPTIONS,
} as const;

/** The values of these options. */
export interface TaskValues {
  readonly prefix?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly default?: string | undefined;
  readonly 'default-only'?: readonly string[] | undefined;
  readonly services?: string | undefined;
  readonly account?: string | undefined;
  readonly 'base-url'?: string | undefined;
}

/**
 * Reads what the options name.
 *
 * @throws CommandError `usage`, those of files and of the API
 */
export async function readTask(values: TaskValues, io: Io, usage: string): Promise<PlanTask> {
  if (values.prefix === undefined) throw misused('no prefix is named', 'pass --prefix CIDR', usage);
  if (values.to === undefined) {
    throw misused('nothing says what should be bound', 'pass --to FILE, or --to - for standard input', usage);
  }
  const fromStdin = [values.from, values.to, values.services].filter((path) => path === '-').length;
  if (fromStdin > 1) {
    throw misused('standard input cannot give two lists', 'keep one of them in a file', usage);
  }
  const { cidr } = cidrOf(values.prefix, '--prefix');
  const facts =
    values.from === undefined
      ? await fromApi(cidr, values, io)
      : factsOf(await readInput(values.from, io), cidr);
  const services =
    values.services === undefined ? facts.services : servicesOf(await readInput(values.services, io));
  const to = await readInput(values.to, io);
  const names = namesOf({ ...facts, services });
  const only = values['default-only'] ?? [...names].filter(([, name]) => name === MAGIC).map(([id]) => id);
  const desired = desiredOf(to, { cidr, facts, only, chosen: values.default });
  return {
    prefix: facts.prefix,
    current: facts.bindings,
    desired,
    services,
    defaultOnly: values['default-only'],
  };
}

const MAGIC = 'Magic Transit';

async function fromApi(cidr: string, values: TaskValues, io: Io): Promise<Facts> {
  const api = connect(values, io);
  const prefix = await named(api, cidr);
  const [bindings, services] = await Promise.all([api.bindings(prefix.id), api.services()]);
  return { prefix, bindings, services };
}

function namesOf({ bindings, services = [] }: Facts): ReadonlyMap<string, string> {
  const said = bindings.map(({ serviceId, serviceName }) => [serviceId, serviceName] as const);
  const listed = services.map(({ id, name }) => [id, name] as const);
  const all = [...said, ...listed].flatMap(([id, name]) =>
    id === null || name === null ? [] : [[id, name] as const],
  );
  return new Map(all);
}

interface Meant {
  readonly cidr: string;
  readonly facts: Facts;
  readonly only: readonly string[];
  /** The default that was named. */
  readonly chosen: string | undefined;
}

/** Blocks are the bindings themselves; hosts and ranges, or any list with a default that is named, are addresses. */
function desiredOf({ bytes, name }: Input, { cidr, facts, only, chosen }: Meant): readonly BindingFacts[] {
  try {
    const { bindings } = readDesired(bytes, { prefix: cidr });
    if (bindings !== null && chosen === undefined) return bindings;
    const service = chosen ?? facts.bindings.find((bound) => bound.cidr === cidr)?.serviceId ?? null;
    if (service === null) {
      throw new CommandError({
        code: 'default-unknown',
        message: 'the list names hosts or ranges, and no default is bound that has all other addresses',
        help: 'pass --default SERVICE_ID',
      });
    }
    return aggregate({ prefix: cidr, default: service, claims: bytes, defaultOnly: only }).bindings;
  } catch (error) {
    throw inBytes(error, name, bytes);
  }
}
