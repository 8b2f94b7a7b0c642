// What each command does, one line each, in the order of the help: the overview loads no command.

/** Lowercase, without a full stop. */
export const SUMMARIES = {
  resolve: 'find the owners of addresses, and the reasons',
  check: 'check bindings, or additions to them, against the rules',
  aggregate: 'find the fewest bindings for hosts, ranges and blocks',
  plan: 'plan the writes from the current to the desired bindings',
  apply: 'carry out a plan, or go on with a run',
  status: 'show where a run of `apply` stands',
  diff: 'compare the current with the desired bindings, or two snapshots',
  map: 'draw the owners of a prefix as SVG',
  list: 'list the bindings of one prefix or of all',
  prefixes: 'list the prefixes of the account',
  services: 'list the services of the account',
  delegations: 'list the blocks of a prefix that other accounts may use',
  snapshot: 'save the whole account as one file',
  drift: 'find what has changed in the account since a snapshot',
  restore: 'bring the account back to a snapshot',
  emulator: 'run an emulator of the API on this machine',
  completion: 'print the completion script of a shell',
} as const;

export type CommandName = keyof typeof SUMMARIES;
