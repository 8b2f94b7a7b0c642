// Completion scripts for shells, from the commands and their options.

import { type Command, optionsOf } from '../command.js';
import type { Option } from '../options.js';

/** A shell with a completion script. */
export type Shell = (typeof SHELLS)[number];

/** The shells that have one. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What may follow an option, or stand as an argument: files, some words, any other text, or nothing. */
type Values = 'files' | 'text' | 'nothing' | readonly string[];

/** `byoip` and one of its commands, with what may follow. */
interface Completions {
  readonly name: string;
  readonly summary: string;
  readonly arguments: Values;
  readonly options: readonly (readonly [name: string, option: Option, values: Values])[];
}

/** The script that completes `byoip` in a shell. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  const all: readonly Completions[] = [
    ...commands.map((command) => ({
      name: command.name,
      summary: command.summary,
      arguments: command.limit?.values ?? ('nothing' as const),
      options: Object.entries(optionsOf(command)).map(([name, option]) => {
        return [name, option, valuesOf(option)] as const;
      }),
    })),
    {
      name: 'help',
      summary: 'print the help of a command',
      arguments: commands.map(({ name }) => name),
      options: [],
    },
  ];
  const write = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
  return write(all);
}

function valuesOf({ value, words }: Option): Values {
  if (value === undefined) return 'nothing';
  return words ?? (value === 'FILE' ? 'files' : 'text');
}

/** A text in single quotes, for bash and zsh. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The option as it is written: `-o`, `--output`. */
const spellings = (name: string, { short }: Option): readonly string[] =>
  short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];

function bashScript(commands: readonly Completions[]): string {
  const action = (values: Values) => {
    if (values === 'files') return 'files=yes';
    return `words=${quoted(typeof values === 'string' ? '' : values.join(' '))}`;
  };
  const valueCases = commands.flatMap(({ name: command, options }) =>
    options.flatMap(([name, option, values]) => {
      if (values === 'nothing') return [];
      const patterns = spellings(name, option).map((spelling) => `'${command} ${spelling}'`);
      return [`    ${patterns.join(' | ')}) ${action(values)} ;;`];
    }),
  );
  const argumentCases = commands.flatMap(({ name, arguments: values, options }) => {
    const names = action(options.map(([option]) => `--${option}`));
    const others = values === 'nothing' ? `'${name} ') ${names}` : `'${name} '*) ${action(values)}`;
    return [`      '${name} -'*) ${names} ;;`, `      ${others} ;;`];
  });
  const first = [...commands.map(({ name }) => name), '--help', '--version'].join(' ');
  return `# Completes byoip in bash. Load it with: source <(byoip completion bash)
# shellcheck shell=bash disable=SC2207 # bash 3.2 has no mapfile
_byoip() {
  local command=\${COMP_WORDS[1]} current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words='' files=''
  # Bash takes the = of --option=value as a word.
  if [[ $current == = ]]; then
    current=''
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${quoted(first)} -- "$current"))
    return
  fi
  case "$command $before" in
${valueCases.join('\n')}
    *) case "$command $current" in
${argumentCases.join('\n')}
    esac ;;
  esac
  if [[ $files == yes ]]; then
    local IFS=$'\\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -F _byoip byoip
`;
}

function zshScript(commands: readonly Completions[]): string {
  const escaped = (text: string) => text.replaceAll(/[\\[\]:]/g, '\\$&');
  const action = (values: Values) => {
    if (values === 'files') return '_files';
    return typeof values === 'string' ? ' ' : `(${values.join(' ')})`;
  };
  const specification = ([name, option, values]: Completions['options'][number]): string => {
    const { value = '', multiple, help } = option;
    const all = spellings(name, option);
    const rest = `[${escaped(help)}]${values === 'nothing' ? '' : `:${escaped(value)}:${action(values)}`}`;
    const once = multiple === true ? '*' : `(${all.join(' ')})`;
    const texts = all.map((spelling) => {
      const joined = values !== 'nothing' && spelling.startsWith('--') ? '=' : '';
      return quoted(`${once}${spelling}${joined}${rest}`);
    });
    return texts.join(' ');
  };
  const cases = commands.flatMap(({ name, arguments: values, options }) => [
    `    ${name}) _arguments \\`,
    ...options.map((one) => `      ${specification(one)} \\`),
    `      ${quoted(values === 'nothing' ? '*: : ' : `*:argument:${action(values)}`)} ;;`,
  ]);
  return `#compdef byoip
# Completes byoip in zsh. Save it as _byoip in a folder of $fpath, or load it with: source <(byoip completion zsh)
_byoip() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
    '--help:print the help'
    '--version:print the version'
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${cases.join('\n')}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _byoip "$@"
else
  compdef _byoip byoip
fi
`;
}

function fishScript(commands: readonly Completions[]): string {
  const escaped = (text: string) => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
  const action = (values: Values) => {
    if (values === 'nothing') return '';
    if (values === 'files') return ' -r -F';
    return values === 'text' ? ' -x' : ` -x -a ${escaped(values.join(' '))}`;
  };
  const lines = commands.flatMap(({ name, summary, arguments: values, options }) => {
    const inside = `complete -c byoip -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c byoip -n __fish_use_subcommand -a ${name} -d ${escaped(summary)}`,
      ...(values === 'files' ? [`${inside} -F`] : []),
      ...(typeof values === 'string' ? [] : [`${inside} -a ${escaped(values.join(' '))}`]),
      ...options.map(([option, { short, help }, found]) => {
        const letter = short === undefined ? '' : ` -s ${short}`;
        return `${inside}${letter} -l ${option}${action(found)} -d ${escaped(help)}`;
      }),
    ];
  });
  return `# Completes byoip in fish. Save it as ~/.config/fish/completions/byoip.fish
complete -c byoip -f
complete -c byoip -n __fish_use_subcommand -l help -d 'print the help'
complete -c byoip -n __fish_use_subcommand -l version -d 'print the version'
${lines.join('\n')}
`;
}
