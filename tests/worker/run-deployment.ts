// A Worker that carries out runs, in workerd, over an emulator of the API whose hours take seconds.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Byoip, type Plan, type PlanTask, plan, type RunStatus } from 'byoip';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
} from 'byoip/emulator';
import { serveEmulator } from '../ring/setup/emulator-server.js';
import { requestKind } from '../ring/setup/faulty-client.js';
import type { Deployment } from './deployment.js';
import { deployBehind, openTeam, type Team } from './sign-in.js';

export const PREFIX = SEED_PREFIXES.v4;
const { cdn, spectrum, magicTransit } = SEED_SERVICES;

export const DESIRED = [
  { cidr: PREFIX.cidr, serviceId: magicTransit.id },
  { cidr: '192.0.2.1/32', serviceId: spectrum.id },
  { cidr: '192.0.2.16/29', serviceId: cdn.id },
];

/** What {@link Site.bound} gives once the desired bindings are reached. */
export const REACHED = DESIRED.map(({ cidr, serviceId }) => `${cidr} ${serviceId}`).sort();

/** What the Worker says of a run. */
export interface ReportedRun {
  readonly id: string;
  readonly createdAt: string;
  readonly actor: string;
  readonly fingerprint: string;
  readonly status: RunStatus;
}

/** A plan as a person sees it, and the body of its run. */
export interface PlannedRun {
  readonly plan: Plan;
  readonly body: object;
}

/** An account, a team that signs in, and a Worker. */
export interface Site {
  readonly team: Team;
  readonly emulator: Emulator;
  /** Requests of the API in the order of their arrival: `POST bindings`. */
  readonly asked: string[];
  readonly worker: () => Deployment;
  /** Base URL of the API. */
  readonly api: string;
  /** Blocks and services that are bound. */
  bound(): readonly string[];
  /** A plan from what is bound now. */
  planned(desired?: PlanTask['desired'], more?: Partial<PlanTask>): Promise<PlannedRun>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Starts a run. */
  start(planned?: PlannedRun): Promise<ReportedRun>;
  report(id: string): Promise<ReportedRun>;
  /** Waits until the run is in one of the states. */
  until(id: string, ...states: readonly string[]): Promise<ReportedRun>;
  /** Kills the Worker, and starts it on the same storage. */
  restart(settings?: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

/** What is special about a site. */
export interface SiteOptions extends EmulatorOptions {
  /** Called before a request of the API is carried out, and before it is answered. */
  readonly onRequest?: (kind: string, side: 'before' | 'after') => Promise<void> | undefined;
  readonly settings?: Record<string, string>;
  /** The static files; a page of one line by default. */
  readonly assets?: string;
}

const OBJECTS = { RUNS: 'RunObject', RUN_LIST: 'RunListObject', REQUEST_BUDGET: 'RequestBudget' };

export async function openSite({
  onRequest,
  settings = {},
  assets,
  ...options
}: SiteOptions = {}): Promise<Site> {
  const asked: string[] = [];
  let isPreview = false;
  const emulator = createEmulator({
    now: Date.now,
    speed: 3600,
    ...options,
    faults: ({ method, url }) => {
      if (!url.includes('/emulator/') && !isPreview) asked.push(requestKind(method, url));
      return undefined;
    },
  });
  const watched: Emulator = {
    ...emulator,
    async fetch(input, init) {
      const request = input instanceof Request ? input : new Request(input, init);
      const kind = requestKind(request.method, request.url);
      if (!request.url.includes('/emulator/')) await onRequest?.(kind, 'before');
      const response = await emulator.fetch(request);
      if (!request.url.includes('/emulator/')) await onRequest?.(kind, 'after');
      return response;
    },
  };
  const [team, api, storage] = await Promise.all([
    openTeam(),
    serveEmulator({ emulator: watched }),
    mkdtemp(join(tmpdir(), 'byoip-runs-')),
  ]);
  const deploy = (more: Record<string, string> = {}) =>
    deployBehind(
      team,
      api,
      SEED_ACCOUNT_ID,
      { ...settings, ...more },
      {
        ...(assets === undefined ? {} : { assets }),
        options: {
          durableObjects: Object.fromEntries(
            Object.entries(OBJECTS).map(([name, className]) => [name, { className, useSQLite: true }]),
          ),
          durableObjectsPersist: storage,
        } as object,
      },
    );
  let worker = await deploy();
  const preview = new Byoip({
    apiToken: 'a-token-of-some-length',
    accountId: SEED_ACCOUNT_ID,
    env: {},
    fetch: async (input, init) => {
      isPreview = true;
      const answered = emulator.fetch(input, init);
      isPreview = false;
      return answered;
    },
  });
  const bindings = () =>
    emulator.state.accounts[0]?.prefixes.find(({ id }) => id === PREFIX.id)?.bindings ?? [];
  const site: Site = {
    team,
    emulator,
    asked,
    worker: () => worker,
    api: api.url,
    bound: () =>
      bindings()
        .map(({ cidr, serviceId }) => `${cidr} ${serviceId}`)
        .sort(),
    async planned(desired = DESIRED, more = {}) {
      const limits = { changedPercent: 100, deletedPercent: 100, ...more.limits };
      const task = { prefix: { cidr: PREFIX.cidr }, desired, ...more, limits };
      const services = Object.values(SEED_SERVICES);
      const current = await preview.addressing.prefixes.serviceBindings.list(PREFIX.id);
      const body = { tasks: [{ prefixId: PREFIX.id, task }], confirm: PREFIX.cidr };
      return { plan: plan({ ...task, current, services }), body };
    },
    async send(method, path, body, headers = {}) {
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      const all = { ...(await team.signedIn()), ...json, ...headers };
      return fetch(new URL(path, worker.url), { method, headers: all, ...text });
    },
    async start(given) {
      const planned = given ?? (await site.planned());
      const confirm = { 'x-byoip-confirm': planned.plan.fingerprint };
      const response = await site.send('POST', '/api/runs', planned.body, confirm);
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text} ${worker.log()}`);
      return JSON.parse(text);
    },
    async report(id) {
      const response = await site.send('GET', `/api/runs/${id}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text} ${worker.log()}`);
      return JSON.parse(text);
    },
    async until(id, ...states) {
      for (let tries = 0; tries < 600; tries++) {
        const report = await site.report(id);
        if (states.includes(report.status.state)) return report;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`the run does not get there: ${JSON.stringify(await site.report(id))} ${worker.log()}`);
    },
    async restart(more) {
      await worker.close();
      worker = await deploy(more);
    },
    async close() {
      await worker.close();
      await Promise.all([api.close(), team.close()]);
      await rm(storage, { recursive: true });
    },
  };
  return site;
}
