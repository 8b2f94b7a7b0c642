// A run on a disk in memory, carried out by processes that can be killed at each point: before and after each request, and
// before and after whatever is stored. Time is virtual.

import assert from 'node:assert/strict';
import { Byoip, ByoipError, type RunPlan, type RunRecord, runStatus } from 'byoip';
import { createEmulator, type Emulator, type EmulatorOptions, SEED_ACCOUNT_ID } from 'byoip/emulator';
import { RunKeeper, type RunSummary } from '../../www/worker/runs/run-keeper.js';
import type { RunFacts, RunStore } from '../../www/worker/runs/run-store.js';
import { createWorld, PREFIX, REACHED } from '../ring/apply/world.js';
import { requestKind } from '../ring/setup/faulty-client.js';

export const FACTS: RunFacts = {
  id: 'ab'.repeat(16),
  createdAt: '2026-01-01T00:00:00.000Z',
  actor: 'ann@example.com',
  host: 'byoip.example.com',
  fingerprint: `sha256:${'0'.repeat(64)}`,
  untilStep: null,
  rest: null,
};

/** What outlives a process. */
export interface Disk {
  facts: RunFacts | null;
  journal: string;
  alarm: number | null;
  /** What the list of runs knows. */
  listed: RunSummary;
}

/** A point of a process: its number, and what is before or behind it. */
export type AtPoint = (point: number, what: string) => void;

/** A process. */
export interface Process {
  readonly keeper: RunKeeper;
  /** Resolves once it is killed. */
  readonly killed: Promise<'killed'>;
  kill(): void;
  /** The code of the error that ended it. */
  error(): string | null;
}

/** An account and a disk. */
export interface Place {
  readonly disk: Disk;
  readonly emulator: Emulator;
  readonly plan: RunPlan;
  readonly asked: string[];
  begin(atPoint?: AtPoint): Process;
}

export async function openPlace(options: EmulatorOptions = {}): Promise<Place> {
  const world = createWorld(options);
  const plan = await world.plan();
  const state = structuredClone(world.emulator.state);
  const emulator = createEmulator({ ...options, state });
  const asked: string[] = [];
  const claimed = {
    state: 'running',
    stepsDone: 0,
    steps: 0,
    endsAt: null,
    wakesAt: emulator.clock.now(),
  } as const;
  const disk: Disk = { facts: null, journal: '', alarm: null, listed: claimed };
  return {
    disk,
    emulator,
    plan,
    asked,
    begin: (atPoint) => beginProcess({ disk, emulator, asked }, atPoint),
  };
}

type Shared = Pick<Place, 'disk' | 'emulator' | 'asked'>;

function beginProcess({ disk, emulator, asked }: Shared, atPoint: AtPoint = () => {}): Process {
  let isDead = false;
  let point = 0;
  let inFlight = 0;
  let failed: string | null = null;
  let kill = () => {};
  const killed = new Promise<'killed'>((resolve) => {
    kill = () => {
      isDead = true;
      resolve('killed');
    };
  });
  const never = () => new Promise<never>(() => {});
  const pass = (what: string) => {
    if (!isDead) atPoint(++point, what);
    return isDead ? never() : undefined;
  };
  /** Does something that others see; the process may end before or after it. */
  const through: Through = async (what, work) => {
    await pass(`before ${what}`);
    const value = await work();
    await pass(`after ${what}`);
    return value;
  };
  const client = new Byoip({
    apiToken: 'a-token-of-some-length',
    accountId: SEED_ACCOUNT_ID,
    env: {},
    timeout: 20_000,
    fetch: async (input, init) => {
      const request = new Request(input as string, init as RequestInit);
      inFlight += 1;
      try {
        return await through('request', () => {
          asked.push(requestKind(request.method, request.url));
          return intended(disk, request).then(() => emulator.fetch(request) as Promise<Response>);
        });
      } finally {
        inFlight -= 1;
      }
    },
    timing: {
      now: () => emulator.clock.now(),
      date: () => emulator.clock.now(),
      random: () => 0.5,
      sleep: async (milliseconds, signal) => {
        const given = signal as AbortSignal | null | undefined;
        for (let i = 0; i < 5 && given?.aborted !== true; i++) await new Promise((go) => setImmediate(go));
        while (inFlight > 0 && !isDead && given?.aborted !== true)
          await new Promise((go) => setImmediate(go));
        if (isDead) return never();
        if (given?.aborted === true) throw given.reason;
        emulator.clock.advance(milliseconds);
      },
    },
  });
  const keeper = new RunKeeper({
    store: storeOn(disk, through),
    client,
    alarm: (at) =>
      through('alarm', () => {
        disk.alarm = at;
      }),
    report: (_, summary) =>
      through('report', () => {
        disk.listed = summary;
      }),
    now: () => emulator.clock.now(),
    onError: (code) => {
      failed = code;
    },
  });
  return { keeper, killed, kill, error: () => failed };
}

type Through = <T>(what: string, work: () => T | Promise<T>) => Promise<T>;

function storeOn(disk: Disk, through: Through): RunStore {
  return {
    facts: () => disk.facts,
    change: (facts) =>
      through('facts', () => {
        disk.facts = facts;
      }),
    openJournal() {
      let known = 0;
      return {
        name: 'journal',
        read: async () => {
          known = disk.journal.length;
          return new TextEncoder().encode(disk.journal);
        },
        append: (lines, after) =>
          through('append', () => {
            if (disk.journal.length !== known || after !== known) {
              throw new ByoipError({ code: 'journal-changed', message: 'another process', help: 'look' });
            }
            disk.journal += lines;
            known = disk.journal.length;
          }),
      };
    },
  };
}

export function recordsOf({ journal }: Disk): readonly RunRecord[] {
  return journal
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The law of intents: what is sent is the last intent on the disk, and its outcome is open. */
async function intended(disk: Disk, request: Request): Promise<void> {
  if (request.method === 'GET') return;
  const last = recordsOf(disk)
    .filter(({ kind }) => kind === 'intent' || kind === 'outcome')
    .at(-1);
  assert.equal(last?.kind, 'intent', `${request.method} without an intent`);
  if (request.method === 'DELETE') assert.ok(request.url.endsWith(String(last?.id)));
  else assert.equal(((await request.clone().json()) as { cidr: string }).cidr, last?.cidr);
}

/** The laws of a run that is done, by the emulator's own state and what it was asked. */
export function checkDone({ disk, emulator, plan, asked }: Place, why: string): void {
  const status = runStatus(disk.journal, emulator.clock.now());
  assert.equal(status.state, 'done', why);
  const prefix = emulator.state.accounts[0]?.prefixes.find(({ id }) => id === PREFIX.id);
  const bound = prefix?.bindings.map(({ cidr, serviceId }) => `${cidr} ${serviceId}`).sort();
  assert.deepEqual(bound, REACHED, why);
  const steps = plan.prefixes[0]?.steps ?? [];
  for (const [kind, op] of [
    ['POST bindings', 'create'],
    ['DELETE binding', 'delete'],
  ] as const) {
    const [sent, planned] = [
      asked.filter((one) => one === kind).length,
      steps.filter((one) => one.op === op).length,
    ];
    assert.ok(sent >= planned && sent <= planned + 1, `${why}: ${sent} of ${planned} ${kind}`);
  }
  // Nothing foreign: what was deleted is what the plan names or what the run created.
  const known = new Set(plan.prefixes[0]?.start.map(({ id }) => id));
  for (const { kind, id } of recordsOf(disk)) if (kind === 'outcome') known.add(String(id));
  for (const { kind, op, id } of recordsOf(disk)) {
    if (kind === 'intent' && op === 'delete') assert.ok(known.has(String(id)), why);
  }
}
