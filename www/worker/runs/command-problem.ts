// Which commands fit a run that no process carries out at the moment.

import type { RunCommand, RunStatus } from 'byoip';

/** Why a command is refused, and the one that fits. */
export interface CommandProblem {
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

/** A result, or why there is none, as data: errors lose their code on the way between objects. */
export type Replied<T> = { readonly ok: T } | { readonly problem: CommandProblem };

/** Null where the command fits. */
export function commandProblem({ state, prefixes }: RunStatus, command: RunCommand): CommandProblem | null {
  if (state === 'done' || state === 'abandoned') {
    return { code: 'run-finished', message: `the run is ${state}`, help: 'plan again, and start a new run' };
  }
  switch (command.command) {
    case 'pause':
      return state === 'running' ? null : unfit(`the run is ${state}`, 'resume it, or abandon it');
    case 'resume':
      return state === 'running' ? unfit('the run goes on by itself', 'pause it, or let it go on') : null;
    case 'answer': {
      if (state === 'paused') return unfit('the run is paused', 'resume it, then answer');
      const asked = prefixes.flatMap(({ blocked }) =>
        (blocked?.choices ?? []).map(([choice]) => `${blocked?.question}=${choice}`),
      );
      if (asked.includes(`${command.question}=${command.choice}`)) return null;
      return asked.length === 0
        ? unfit('the run asks nothing', 'look at its status')
        : unfit('the run does not ask that, or has no such choice', `answer one of ${asked.join(', ')}`);
    }
    default:
      return null;
  }
}

const unfit = (message: string, help: string): CommandProblem => ({
  code: 'run-command-unfit',
  message,
  help,
});
