// The options of `byoip emulator`, and what they mean for the emulator.

import {
  createIncident,
  type EmulatorOptions,
  INCIDENT_AFTER,
  INCIDENT_NAMES,
  type Incident,
  type IncidentEvent,
  type ListLag,
  PROVISIONING_DELAY,
  RATE_LIMIT,
  type State,
  type StuckRule,
  scheduleFaults,
} from '../../emulator/index.js';
import { defined } from '../../types/defined.js';
import { isError } from '../../types/realm.js';
import { usageError } from '../errors.js';
import { parseCidrArgument } from '../input.js';
import { choice, flag, type Options, type OptionValues, seconds, text, texts, whole } from '../options.js';
import { safeText } from '../output.js';

export const DEFAULT_PORT = 8788;
const DELAYS = { least: 0, most: 1_000_000_000 };
const COUNTS = { least: 0, most: 1_000_000_000 };

/** An incident begins no sooner than this by the clock on the wall, so that a snapshot can be taken before, ms. */
const LEAST_WARNING = 60_000;

export const EMULATOR_OPTIONS = {
  port: whole(
    'N',
    { least: 0, most: 65535 },
    'the port; 0 for any free port; default: 8788, or any free port where that is in use',
  ),
  host: text('NAME', 'the interface to listen on; default: 127.0.0.1, which only this machine can reach'),
  from: text(
    'FILE',
    'start with the account in this snapshot; - for standard input; the file stays as it is',
  ),
  state: text('FILE', 'start with the state in this file, if it exists, and save the state there'),
  'print-env': flag('print the variables that lead other commands to the emulator, as lines for a shell'),
  speed: whole(
    'N',
    { least: 1, most: 1_000_000 },
    'run the emulated clock N times as fast; all times below are emulated; default: 1',
  ),
  profile: choice(
    ['strict', 'lenient'],
    'what to do where the API is undocumented: strict refuses, lenient allows; default: strict',
  ),
  delay: seconds(DELAYS, 'time from the creation of a binding until it is active; default: five hours'),
  'bgp-delay': seconds(
    DELAYS,
    'time from the creation of a default binding until its BGP prefix exists; default: 0',
  ),
  deletions: choice(
    ['at-once', 'linger'],
    'whether lists still show a deleted binding for the time of --delay; default: at-once',
  ),
  'lag-writes': whole('N', COUNTS, 'lists show a write after N further writes'),
  'lag-seconds': seconds(
    DELAYS,
    'lists show a write after this time; with --lag-writes, after the shorter of the two',
  ),
  'rate-limit': whole(
    'N',
    { ...COUNTS, least: 1 },
    'requests in five minutes for each credential, then 429; default: no limit',
  ),
  stuck: texts('CIDR=STATE', 'new bindings of this block get stuck in this state; can be repeated'),
  'stuck-for': seconds(DELAYS, 'time after which the bindings of --stuck go on; default: never'),
  fault: texts('NAME@N', 'give the Nth request this fault; also NAME@N-M, NAME@N-, NAME@POST:N'),
  incident: choice(INCIDENT_NAMES, 'withdraw prefixes and delete bindings as on this day'),
  'incident-after': seconds(
    DELAYS,
    'time from the start to the incident; default: five minutes, and at least one on your own clock',
  ),
  'id-seed': whole(
    'N',
    COUNTS,
    'another number gives other ids, and other prefixes of --incident; default: 0',
  ),
} as const satisfies Options;

/** The values of the options. */
export type EmulatorValues = OptionValues<typeof EMULATOR_OPTIONS>;

/** @throws CommandError `usage` where options contradict each other */
export function checkCombinations(values: EmulatorValues & { readonly json: boolean }): void {
  if (values['print-env'] && values.json) {
    throw usageError('`--print-env` and `--json` are two forms of the first lines', 'use one of them');
  }
  if (values['incident-after'] !== undefined && values.incident === undefined) {
    throw usageError('`--incident-after` needs an incident', 'add --incident 2026-02-20');
  }
  if (values['stuck-for'] !== undefined && values.stuck === undefined) {
    throw usageError('`--stuck-for` needs a block', 'add --stuck CIDR=STATE');
  }
  if (values.from === '-' && values.state === '-') {
    throw usageError('`--state` is `-`', 'name a file: the state is saved there');
  }
}

/** Milliseconds of a time in seconds. */
const milliseconds = (time: number | undefined) => (time === undefined ? undefined : time * 1000);

/** The time from the creation of a binding until it is active, ms. */
export function provisioningDelay({ delay }: EmulatorValues): number {
  return milliseconds(delay) ?? PROVISIONING_DELAY;
}

/** The options for the emulator's behaviour; the emulator has defaults for the others. @throws CommandError `usage` */
export function behaviour(values: EmulatorValues): EmulatorOptions {
  const { profile, deletions, speed, fault, 'lag-writes': writes, 'rate-limit': requests } = values;
  const lag = milliseconds(values['lag-seconds']);
  return defined({
    profile,
    deletions,
    speed,
    provisioningDelay: provisioningDelay(values),
    bgpPrefixDelay: milliseconds(values['bgp-delay']),
    listLag: (writes ?? lag) === undefined ? undefined : (defined({ writes, milliseconds: lag }) as ListLag),
    rateLimit: requests === undefined ? undefined : { ...RATE_LIMIT, requests },
    stuck: values.stuck?.map((rule) => readStuck(rule, milliseconds(values['stuck-for']))),
    faults: fault === undefined ? undefined : readFaults(fault),
    idSeed: values['id-seed'],
  });
}

function readStuck(rule: string, forMilliseconds: number | undefined): StuckRule {
  const [, block = '', state = ''] = /^([^=]*)=([\w-]{1,64})$/.exec(rule) ?? [];
  if (state === '') {
    throw usageError(
      `\`--stuck\` is \`${safeText(rule, 80)}\``,
      'write a block and a state, such as 192.0.2.0/24=magic_transit_route_missing',
    );
  }
  const { cidr } = parseCidrArgument(block, '--stuck');
  return defined({ cidr, state, milliseconds: forMilliseconds });
}

function readFaults(rules: readonly string[]): ReturnType<typeof scheduleFaults> {
  try {
    return scheduleFaults(rules);
  } catch (error) {
    if (!isError(error) || error.name !== 'RangeError') throw error;
    throw usageError(`a \`--fault\` of \`${safeText(rules.join(' '), 120)}\` cannot be read`, error.message);
  }
}

/** The incident that the options ask for, or that a state has begun. */
export function incidentOf(
  values: EmulatorValues,
  state: State | null,
  onEvent: (event: IncidentEvent, state: State) => void,
): Incident | undefined {
  const name = state?.incident === undefined ? values.incident : INCIDENT_NAMES[0];
  if (name === undefined) return undefined;
  const after = Math.max(INCIDENT_AFTER, LEAST_WARNING * (values.speed ?? 1));
  return createIncident(name, {
    after: milliseconds(values['incident-after']) ?? after,
    seed: values['id-seed'],
    onEvent,
  });
}
