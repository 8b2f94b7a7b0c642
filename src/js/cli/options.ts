// The options of the commands: one description for parsing, error messages and help.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { usageError } from './errors.js';
import { safeText } from './output.js';
import { closestName } from './suggest.js';

/** One option. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** The placeholder of the value in the help: `FILE`. */
  readonly value?: string;
  /** One line of help. */
  readonly help: string;
}

/** Options by name. */
export type Options = Readonly<Record<string, Option>>;

/** The options of every command. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', help: 'print JSON, described in docs/cli.md' },
  'no-color': { type: 'boolean', help: 'print without colours; NO_COLOR=1 has the same effect' },
  help: { type: 'boolean', short: 'h', help: 'print the help of the command' },
} as const satisfies Options;

/** The options of commands that call the API. */
export const API_OPTIONS = {
  account: { type: 'string', value: 'ID', help: 'the account; default: CLOUDFLARE_ACCOUNT_ID' },
  'base-url': {
    type: 'string',
    value: 'URL',
    help: 'base URL of the API; default: CLOUDFLARE_BASE_URL, then the API of Cloudflare',
  },
} as const satisfies Options;

/** Options that people try in order to pass a credential. */
const CREDENTIAL_OPTION = /^(api-?)?(token|key|secret|password|email)$|^auth/i;

type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O & typeof COMMON_OPTIONS; allowPositionals: true; strict: true }>
>;

/**
 * Reads the arguments of a command.
 *
 * @throws CommandError `usage` for an unknown option, with the closest name, and for a missing or unexpected value
 */
export function readOptions<const O extends Options>(
  { usage, options }: { readonly usage: string; readonly options: O },
  args: readonly string[],
): Parsed<O> {
  const all: O & typeof COMMON_OPTIONS = { ...options, ...COMMON_OPTIONS };
  checkArguments(all, args, usage);
  return parseArgs({ args: [...args], options: all, allowPositionals: true, strict: true });
}

/** Refuses what the parser refuses, with better messages, and duplicates, which the parser accepts. */
function checkArguments(options: Options, args: readonly string[], usage: string): void {
  const known: ParseArgsConfig['options'] = {};
  for (const [name, { type, short }] of Object.entries(options)) {
    known[name] = { type, multiple: true, ...(short === undefined ? {} : { short }) };
  }
  const { tokens } = parseArgs({
    args: [...args],
    options: known,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const used = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    // The message contains only the name: the value may be a secret in the wrong place.
    const name = `\`${safeText(token.rawName, 40)}\``;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined)
      throw usageError(`there is no option ${name}`, suggestOption(token.name, options), usage);
    const bare = token.value === undefined || (!token.inlineValue && /^-./.test(token.value));
    if (option.type === 'string' && (bare || token.value === '')) {
      throw usageError(
        `${name} needs a value`,
        `write ${name.slice(1, -1)} ${option.value ?? 'VALUE'}`,
        usage,
      );
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw usageError(`${name} takes no value`, `write ${name.slice(1, -1)} alone`, usage);
    }
    if (option.multiple !== true && option.type === 'string' && used.has(token.name)) {
      throw usageError(`${name} is given twice`, 'give it once', usage);
    }
    used.add(token.name);
  }
}

function suggestOption(name: string, options: Options): string {
  if (CREDENTIAL_OPTION.test(name)) {
    return 'set CLOUDFLARE_API_TOKEN: credentials come only from the environment, since process lists show options';
  }
  const closest = closestName(name, Object.keys(options));
  if (closest !== null) return `did you mean \`--${closest}\`?`;
  return `the options are ${Object.keys(options)
    .map((option) => `--${option}`)
    .join(', ')}`;
}

/** The number of an option. */
export function numberOption(
  text: string | undefined,
  { name, least, most, whole, usage }: NumberLimits,
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw usageError(
    `\`${name}\` is \`${safeText(text, 40)}\``,
    `write ${kind} from ${least} to ${most}, in decimal`,
    usage,
  );
}

/** The limits of a numeric option. */
export interface NumberLimits {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  readonly usage: string;
}

/** The time of an option, with its time zone. */
export function timeOption(text: string | undefined, name: string, usage: string): string | undefined {
  if (text === undefined) return undefined;
  if (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  ) {
    return text;
  }
  throw usageError(
    `\`${name}\` is \`${safeText(text, 40)}\``,
    'write a time such as 2026-02-20T18:00:00Z',
    usage,
  );
}

/** One of the choices of an option. */
export function choiceOption<const W extends string>(
  text: string | undefined,
  name: string,
  words: readonly W[],
  usage: string,
): W | undefined {
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw usageError(`\`${name}\` is \`${safeText(text, 40)}\``, `write one of ${words.join(', ')}`, usage);
}
