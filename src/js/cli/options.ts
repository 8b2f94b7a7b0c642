// The options of the commands: one description for parsing, error messages and help.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { usageError } from './errors.js';
import { parseCidrArgument } from './input.js';
import { safeText } from './output.js';
import { closestName } from './suggest.js';

/** One option, with a value of type `T`. */
export interface Option<T = unknown> {
  readonly short?: string;
  /** The placeholder of the value in the help: `FILE`; a flag has none. */
  readonly value?: string;
  readonly multiple?: boolean;
  /** The values, where there is a fixed choice. */
  readonly words?: readonly string[];
  /** One line of help. */
  readonly help: string;
  /** The value, from the text of each time that the option is given. @throws CommandError */
  read(texts: readonly string[], name: string): T;
}

/** Options by name. */
export type Options = Readonly<Record<string, Option>>;

/** The values of options. */
export type OptionValues<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never;
};

/** An option without a value. */
export function flag(help: string): Option<boolean> {
  return { help, read: (texts) => texts.length > 0 };
}

/** An option with any text. */
export function text(value: string, help: string): Option<string | undefined> {
  return { value, help, read: ([first]) => first };
}

/** An option that can be repeated; undefined without it. */
export function texts(value: string, help: string): Option<readonly string[] | undefined> {
  return { value, help, multiple: true, read: (all) => (all.length === 0 ? undefined : all) };
}

/** An option whose text `parse` understands; `cure` says what to write where it does not. */
function parsed<T>(
  value: string,
  help: string,
  cure: string,
  parse: (text: string) => T | undefined,
): Option<T | undefined> {
  return {
    value,
    help,
    read([given], name) {
      const found = given === undefined ? undefined : parse(given);
      if (given === undefined || found !== undefined) return found;
      throw usageError(`\`--${name}\` is \`${safeText(given, 40)}\``, cure);
    },
  };
}

/** One of some words. */
export function choice<const W extends string>(words: readonly W[], help: string): Option<W | undefined> {
  const cure = `write one of ${words.join(', ')}`;
  return { ...parsed(words.join('|'), help, cure, (given) => words.find((word) => word === given)), words };
}

/** The limits of a number. */
interface NumberLimits {
  readonly least: number;
  readonly most: number;
}

/** A whole number. */
export function whole(
  value: string,
  { least, most }: NumberLimits,
  help: string,
): Option<number | undefined> {
  const cure = `write a whole number from ${least} to ${most}, in decimal`;
  return parsed(value, help, cure, (given) => numberIn(given, least, most, Number.isInteger));
}

/** A number of seconds. */
export function seconds({ least, most }: NumberLimits, help: string): Option<number | undefined> {
  const cure = `write a number from ${least} to ${most}, in decimal`;
  return parsed('SECONDS', help, cure, (given) => numberIn(given, least, most, Number.isFinite));
}

function numberIn(given: string, least: number, most: number, fits: (value: number) => boolean) {
  const value = /^\d{1,12}(\.\d{1,6})?$/.test(given) ? Number(given) : Number.NaN;
  return fits(value) && value >= least && value <= most ? value : undefined;
}

/** A time with its time zone. */
export function time(help: string): Option<string | undefined> {
  const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
  return parsed('TIME', help, 'write a time such as 2026-02-20T18:00:00Z', (given) =>
    pattern.test(given) && !Number.isNaN(Date.parse(given)) ? given : undefined,
  );
}

/** A CIDR block, in canonical form. */
export function cidr(help: string): Option<string | undefined> {
  return {
    value: 'CIDR',
    help,
    read: ([given], name) => given && parseCidrArgument(given, `--${name}`).cidr,
  };
}

/** The option, which must be given: otherwise the error `missing`. */
export function required<T>(option: Option<T | undefined>, missing: string, cure: string): Option<T> {
  return {
    ...option,
    read(all, name) {
      const value = option.read(all, name);
      if (value === undefined) throw usageError(missing, cure);
      return value;
    },
  };
}

/** The file in place of standard output. */
export const OUTPUT_OPTION = {
  output: {
    ...text('FILE', 'write to this file, completely or not at all; default: standard output'),
    short: 'o',
  },
} as const satisfies Options;

/** The options of every command. */
export const COMMON_OPTIONS = {
  json: flag('print JSON, described in docs/cli.md'),
  'no-color': flag('print without colours; NO_COLOR=1 has the same effect'),
  help: { ...flag('print the help of the command'), short: 'h' },
} as const satisfies Options;

/** The options of commands that call the API. */
export const API_OPTIONS = {
  account: text('ID', 'the account; default: CLOUDFLARE_ACCOUNT_ID'),
  'base-url': text('URL', 'base URL of the API; default: CLOUDFLARE_BASE_URL, then the API of Cloudflare'),
} as const satisfies Options;

/** For commands that compare. */
export const EXIT_CODE_OPTION = {
  'exit-code': flag('exit with 2 where something differs'),
} as const satisfies Options;

/** Ids in the text; the JSON always has them. */
export const IDS_OPTION = {
  ids: flag('print ids in place of names'),
} as const satisfies Options;

/** The prefix, where a command needs it. */
export const prefixOption = (help: string): Option<string> =>
  required(cidr(help), 'no prefix is given', 'pass --prefix CIDR');

/** Options that people try in order to pass a credential. */
const CREDENTIAL_OPTION = /^(api-?)?(token|key|secret|password|email)$|^auth/i;

/** The arguments of a command, and the text of each time that an option is given. */
export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly given: ReadonlyMap<string, readonly string[]>;
}

/**
 * Separates the arguments of a command.
 *
 * @throws CommandError `usage` for an unknown option, with the closest name, and for a missing, unexpected or second value
 */
export function parseArguments(options: Options, args: readonly string[]): ParsedArguments {
  const known: ParseArgsConfig['options'] = {};
  for (const [name, { value, short }] of Object.entries(options)) {
    known[name] = { type: value === undefined ? 'boolean' : 'string', ...(short && { short }) };
  }
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: known,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    // The message contains only the name: the value may be a secret in the wrong place.
    const name = safeText(token.rawName, 40);
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) {
      throw usageError(`there is no option \`${name}\``, suggestOption(token.name, options));
    }
    const isMissing =
      token.value === undefined || token.value === '' || (!token.inlineValue && /^-./.test(token.value));
    if (option.value !== undefined && isMissing) {
      throw usageError(`\`${name}\` needs a value`, `write ${name} ${option.value}`);
    }
    if (option.value === undefined && token.value !== undefined) {
      throw usageError(`\`${name}\` takes no value`, `write ${name} alone`);
    }
    const before = given.get(token.name) ?? [];
    if (option.value !== undefined && option.multiple !== true && before.length > 0) {
      throw usageError(`\`${name}\` is given twice`, 'give it once');
    }
    given.set(token.name, [...before, token.value ?? '']);
  }
  return { positionals, given };
}

/** @throws CommandError of an option */
export function readOptions<O extends Options>(options: O, { given }: ParsedArguments): OptionValues<O> {
  const values = Object.entries(options).map(([name, option]) => [
    name,
    option.read(given.get(name) ?? [], name),
  ]);
  return Object.fromEntries(values) as OptionValues<O>;
}

function suggestOption(name: string, options: Options): string {
  if (CREDENTIAL_OPTION.test(name)) {
    return 'set CLOUDFLARE_API_TOKEN: credentials come only from the environment, since process lists show options';
  }
  const names = Object.keys(options);
  const closest = closestName(name, names);
  if (closest !== null) return `did you mean \`--${closest}\`?`;
  return `the options are ${names.map((option) => `--${option}`).join(', ')}`;
}
