// The commands, in the order of the help. Each is loaded when it is needed.

import type { Command } from './command.js';
import type { CommandName } from './summaries.js';

const LOADERS = {
  resolve: async () => (await import('./commands/resolve.js')).resolve,
  check: async () => (await import('./commands/check.js')).check,
  aggregate: async () => (await import('./commands/aggregate.js')).aggregate,
  plan: async () => (await import('./commands/plan.js')).plan,
  apply: async () => (await import('./commands/apply.js')).apply,
  status: async () => (await import('./commands/status.js')).status,
  diff: async () => (await import('./commands/diff.js')).diff,
  map: async () => (await import('./commands/map.js')).map,
  list: async () => (await import('./commands/list.js')).list,
  prefixes: async () => (await import('./commands/prefixes.js')).prefixes,
  services: async () => (await import('./commands/services.js')).services,
  delegations: async () => (await import('./commands/delegations.js')).delegations,
  snapshot: async () => (await import('./commands/snapshot.js')).snapshot,
  drift: async () => (await import('./commands/drift.js')).drift,
  restore: async () => (await import('./commands/restore.js')).restore,
  emulator: async () => (await import('./commands/emulator.js')).emulator,
  completion: async () => (await import('./commands/completion.js')).completion(allCommands),
} as const satisfies Record<CommandName, () => Promise<Command>>;

/** How to load each command, by its name. */
export const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map(Object.entries(LOADERS));

/** All commands. */
export function allCommands(): Promise<readonly Command[]> {
  return Promise.all([...COMMANDS.values()].map((load) => load()));
}
