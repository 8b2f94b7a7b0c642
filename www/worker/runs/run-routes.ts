// The routes of runs: only where the Worker has a token of its own, since a run outlives the request that started it.

import { Byoip, type RunCommand } from 'byoip';
import type { ProblemCode, ProblemText } from '../problem.js';
import { isProblem } from '../problem.js';
import { type Route, type RouteAnswer, type RouteRequest, SMALL_BODY } from '../route.js';
import type { CommandProblem, Replied } from './command-problem.js';
import { judgeRun } from './judge-run.js';
import { budgetedFetch } from './request-budget.js';
import { namedPrefixes, readRequestedRun } from './requested-run.js';
import type { ClaimResult } from './run-list.js';
import { type RunBindings, runBindings } from './stubs.js';

/** Largest body of a new run, bytes: about 40,000 desired bindings. */
const LARGEST_RUN = 4 * 1024 * 1024;
const RUN = '/runs/{run_id}';

export const RUN_ROUTES: readonly Route[] = [
  {
    name: 'create-run',
    method: 'POST',
    path: '/runs',
    summary:
      'Carries out the plans of one or more prefixes, after they were planned again from what is bound now',
    kind: 'write',
    needsOwnToken: true,
    body: { type: 'application/json', limit: LARGEST_RUN },
    handle: withRuns(createRun),
  },
  {
    name: 'list-runs',
    method: 'GET',
    path: '/runs',
    summary: 'The runs of the account, the newest first',
    kind: 'read',
    needsOwnToken: true,
    handle: withRuns(async (runs) => Response.json({ runs: await runs.list().list() })),
  },
  {
    name: 'get-run',
    method: 'GET',
    path: RUN,
    summary: 'Where a run stands',
    kind: 'read',
    needsOwnToken: true,
    handle: withRuns(async (runs, { ids }) =>
      answered(await runs.run(runId(ids)).report(), (report) => Response.json(report)),
    ),
  },
  commandRoute('pause', 'Pauses a run: the writes in flight end first', () => ({ command: 'pause' })),
  commandRoute('resume', 'Goes on with a run that is paused or stopped', () => ({ command: 'resume' })),
  commandRoute('abandon', 'Ends a run for ever; nothing is undone', () => ({ command: 'abandon' })),
  {
    ...commandRoute('answer', 'Answers a question of a run', readAnswer),
    body: { type: 'application/json', limit: SMALL_BODY },
  },
  {
    name: 'get-run-journal',
    method: 'GET',
    path: `${RUN}/journal`,
    summary: 'The journal of a run, JSON Lines',
    kind: 'read',
    needsOwnToken: true,
    handle: withRuns(async (runs, { ids }) =>
      answered(
        await runs.run(runId(ids)).journal(),
        (text) => new Response(text, { headers: { 'content-type': 'application/jsonl; charset=utf-8' } }),
      ),
    ),
  },
  {
    name: 'follow-run',
    method: 'GET',
    path: `${RUN}/events`,
    summary: 'The records of a run as server-sent events, from the one behind Last-Event-ID on',
    kind: 'read',
    needsOwnToken: true,
    handle: withRuns(followRun),
  },
];

type RunHandler = (runs: RunBindings, asked: RouteRequest) => Promise<RouteAnswer>;

function withRuns(handle: RunHandler): Route['handle'] {
  return (asked) => {
    const runs = runBindings(asked.env.raw);
    return isProblem(runs) ? runs : handle(runs, asked);
  };
}

async function createRun(runs: RunBindings, asked: RouteRequest): Promise<RouteAnswer> {
  const { env, body, fingerprint, actor, token, url } = asked;
  const wanted = readRequestedRun(body);
  if (isProblem(wanted)) return wanted;
  const accountId = env.onlyAccount ?? '';
  const client = new Byoip({
    apiToken: token,
    accountId,
    baseURL: env.upstream,
    env: {},
    fetch: budgetedFetch(runs.budget(), () => 1),
  });
  const served = env.own?.prefixes ?? null;
  const known = await runs.list().holder(namedPrefixes(wanted), fingerprint);
  // A run that was claimed, and whose request ended before it began, begins now.
  const answer = known === null ? NO_SUCH_RUN : await claimedAnswer(runs, known);
  if (answer !== NO_SUCH_RUN) return answer;
  const plan = await judgeRun(wanted, fingerprint, client, accountId, served);
  if (isProblem(plan)) return plan;
  const prefixes = plan.prefixes.map(({ prefixId, cidr }) => ({ id: prefixId, cidr }));
  const facts = {
    id: crypto.randomUUID().replaceAll('-', ''),
    createdAt: new Date().toISOString(),
    actor: actor?.name ?? '',
    fingerprint,
  };
  const claimed = await runs.list().claim({ ...facts, prefixes });
  if ('isOther' in claimed) return claimedAnswer(runs, claimed);
  const id = claimed.runId;
  const untilStep = plan.options?.untilStep ?? null;
  const started = await runs.run(id).start({ ...facts, id, host: url.host, untilStep, rest: null }, plan);
  if ('problem' in started) {
    if (claimed.isNew) await runs.list().withdraw(id);
    return commandRefused(started.problem);
  }
  return claimedAnswer(runs, claimed);
}

/** The run of a request: a new one, the one that it has started before, or another one that is in the way. */
async function claimedAnswer(runs: RunBindings, claimed: ClaimResult): Promise<RouteAnswer> {
  const { runId: id } = claimed;
  if ('isOther' in claimed) return prefixHeld(id);
  const headers = { location: `/api/runs/${id}` };
  return answered(await runs.run(id).report(), (report) =>
    Response.json(report, { status: claimed.isNew ? 201 : 200, headers }),
  );
}

/** A route that says something to a run. */
function commandRoute(
  name: string,
  summary: string,
  read: (asked: RouteRequest) => RunCommand | ProblemText,
): Route {
  return {
    name: `${name}-run`,
    method: 'POST',
    path: `${RUN}/${name}`,
    summary,
    kind: 'write',
    needsOwnToken: true,
    confirms: false,
    handle: withRuns(async (runs, asked) => {
      const command = read(asked);
      if (isProblem(command)) return command;
      return answered(await runs.run(runId(asked.ids)).command(command), (report) => Response.json(report));
    }),
  };
}

function readAnswer({ body, actor }: RouteRequest): RunCommand | ProblemText {
  try {
    const { question, choice } = JSON.parse(body);
    if (typeof question === 'string' && typeof choice === 'string')
      return { command: 'answer', question, choice, by: actor?.name ?? '' };
  } catch {}
  return {
    status: 400,
    code: 'body-invalid',
    message: 'the body is not an object with `question` and `choice`',
    help: 'take both from the status of the run',
  };
}

async function followRun(runs: RunBindings, { request, ids }: RouteRequest): Promise<RouteAnswer> {
  const last = request.headers.get('last-event-id') ?? '0';
  if (!/^\d{1,9}$/.test(last)) {
    return {
      status: 400,
      code: 'query-invalid',
      message: 'the header `last-event-id` is not the number of a record',
      help: 'send the id of the last event, or no such header',
    };
  }
  const run = runs.run(runId(ids));
  const report = await run.report();
  if ('problem' in report || report.ok === null) return answered(report, () => new Response());
  return run.fetch('https://run/events', { headers: { 'last-event-id': last } });
}

const runId = (ids: RouteRequest['ids']): string => ids.run_id ?? '';

function answered<T>(reply: Replied<T | null>, respond: (value: T) => Response): RouteAnswer {
  if ('problem' in reply) return commandRefused(reply.problem);
  return reply.ok === null ? NO_SUCH_RUN : respond(reply.ok);
}

const COMMAND_CODES: readonly ProblemCode[] = ['run-command-unfit', 'run-finished'];

function commandRefused({ code, message, help }: CommandProblem): ProblemText {
  const known = COMMAND_CODES.find((own) => own === code);
  if (known !== undefined) return { status: 409, code: known, message, help };
  return { status: 503, code: 'run-unreadable', message: `${code}: ${message}`, help };
}

function prefixHeld(id: string): ProblemText {
  return {
    status: 409,
    code: 'prefix-in-run',
    message: `the run ${id} has not ended, and is about the same prefix`,
    help: `wait for its end, or abandon it: POST /api/runs/${id}/abandon; nothing was written`,
  };
}

const NO_SUCH_RUN: ProblemText = {
  status: 404,
  code: 'not-found',
  message: 'there is no such run',
  help: 'see `/api/runs` for the runs of the account',
};
