// The Worker, as commands call it: the API through it, and its routes of runs.

import { parseUrl } from '../../client/parse-url.js';
import { LOOPBACK } from '../../client/settings.js';
import type { PlatformFetch } from '../../types/platform.js';
import type { RunRecord, RunState, RunStatus } from '../../types/run.js';
import { CommandError, isCommandError, usageError } from '../errors.js';
import type { Io } from '../io.js';
import { text } from '../options.js';
import { safeText } from '../output.js';

/** A run of the Worker. */
export interface WorkerRun {
  readonly id: string;
  readonly createdAt: string;
  readonly actor: string;
  readonly fingerprint: string;
  /** The time of the run, ms since 1970. */
  readonly now: number;
  readonly status: RunStatus;
}

/** A run in the list of the Worker. */
export interface WorkerRunEntry {
  readonly id: string;
  readonly createdAt: string;
  readonly actor: string;
  readonly prefixes: readonly string[];
  readonly state: RunState;
  readonly stepsDone: number;
  readonly steps: number;
}

/** The option of the commands that use a Worker. */
export const WORKER_OPTION = {
  worker: text('URL', 'the Worker that carries the run out, in place of this process'),
} as const;

/** @throws CommandError `usage` where one of these options is given: it is about this machine */
export function rejectWithWorker(values: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const misplaced = names.find((name) => values[name] !== undefined && values[name] !== false);
  if (misplaced === undefined) return;
  throw usageError(`\`--${misplaced}\` does not go with \`--worker\``, 'the Worker decides that: remove it');
}

/** Silence after which a connection is opened again, ms: the Worker sends something every 15 seconds. */
const LONGEST_SILENCE = 45_000;

/** A Worker. */
export class WorkerApi {
  readonly #url: string;
  readonly #fetch: PlatformFetch;

  /** @throws CommandError `usage`, `setting-missing` */
  constructor(url: string, { env, fetch: given = fetch }: Pick<Io, 'env' | 'fetch'>) {
    this.#url = readWorkerUrl(url);
    const access = accessHeaders(env);
    this.#fetch = async (input, init) => {
      const headers = { ...(init?.headers as Record<string, string> | undefined), ...access };
      const response = (await given(input, { ...init, headers, redirect: 'manual' })) as Response;
      // Access sends who it does not know to its sign-in page.
      if (response.status >= 300 && response.status < 400) throw notSignedIn(this.#url);
      return response;
    };
  }

  /** The environment of commands that read the API through the Worker, which adds its own token. */
  async apiIo(io: Io): Promise<Io> {
    const { accountId, mode } = (await this.#json('GET', '/about')) as { accountId?: string; mode?: string };
    if (mode !== 'access' || accountId === undefined) {
      throw new CommandError({
        code: 'worker-refused',
        message: `the Worker at ${safeText(this.#url, 200)} has no token of its own, and so carries nothing out`,
        help: 'deploy it in the mode `access`: docs/deploy.md',
      });
    }
    const env = {
      CLOUDFLARE_API_TOKEN: 'the-worker-has-the-token',
      CLOUDFLARE_ACCOUNT_ID: accountId,
      CLOUDFLARE_BASE_URL: `${this.#url}/api`,
    };
    return { ...io, env: { ...io.env, ...env }, fetch: this.#fetch };
  }

  /** Starts a run. @throws CommandError `worker-refused`, `worker-unreachable` */
  start(body: object, fingerprint: string): Promise<WorkerRun> {
    return this.#json('POST', '/runs', body, { 'x-byoip-confirm': fingerprint }) as Promise<WorkerRun>;
  }

  async runs(): Promise<readonly WorkerRunEntry[]> {
    const { runs } = (await this.#json('GET', '/runs')) as { runs: readonly WorkerRunEntry[] };
    return runs;
  }

  run(id: string): Promise<WorkerRun> {
    return this.#json('GET', `/runs/${id}`) as Promise<WorkerRun>;
  }

  /** Says something to a run. */
  say(id: string, command: 'resume' | 'abandon' | 'answer', body?: object): Promise<WorkerRun> {
    return this.#json('POST', `/runs/${id}/${command}`, body) as Promise<WorkerRun>;
  }

  /** The records behind a number, as they are stored; it ends where the connection does, and with null where the run has ended. */
  async *records(id: string, after: number): AsyncGenerator<RunRecord | null> {
    const response = await this.#send('GET', `/runs/${id}/events`, undefined, {
      'last-event-id': String(after),
    });
    if (response.status === 204) return yield null;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    try {
      while (reader !== undefined) {
        const silence = new Promise<{ done: true; value?: undefined }>((resolve) => {
          setTimeout(() => resolve({ done: true }), LONGEST_SILENCE).unref();
        });
        const { done, value } = await Promise.race([reader.read(), silence]);
        if (done) return;
        const events = (rest + value).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (data !== undefined) yield JSON.parse(data);
        }
      }
    } catch {
      // The connection is gone: the caller opens another one.
    } finally {
      await reader?.cancel().catch(() => {});
    }
  }

  async #json(method: string, path: string, body?: object, headers = {}): Promise<unknown> {
    const response = await this.#send(method, path, body, headers);
    try {
      return await response.json();
    } catch {
      throw this.#unreachable('its answer is not JSON');
    }
  }

  async #send(method: string, path: string, body?: object, more = {}): Promise<Response> {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    let response: Response;
    try {
      const init = { method, headers: { ...json, ...more }, body: body && JSON.stringify(body) };
      response = (await this.#fetch(`${this.#url}/api${path}`, init as RequestInit)) as Response;
    } catch (error) {
      if (isCommandError(error)) throw error;
      throw this.#unreachable('the connection failed');
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => null)) as {
      readonly error?: { readonly code?: string; readonly message?: string; readonly help?: string };
    } | null;
    if (problem?.error?.code === undefined) throw this.#unreachable(`HTTP status ${response.status}`);
    const { code, message = '', help = '' } = problem.error;
    throw new CommandError({
      code: 'worker-refused',
      message: `the Worker refuses: ${safeText(message, 500)} (${safeText(code)})`,
      help: safeText(help, 500),
      status: response.status,
    });
  }

  #unreachable(why: string): CommandError {
    return new CommandError({
      code: 'worker-unreachable',
      message: `the Worker at ${safeText(this.#url, 200)} does not answer as one: ${why}`,
      help: 'check the URL and the network, then try again: the same request twice is one run',
    });
  }
}

/** The identifier of a run, as it is part of a path. @throws CommandError `usage` */
export function readRunId(id: string): string {
  if (/^[0-9a-f]{32}$/.test(id)) return id;
  throw usageError(
    `\`${safeText(id, 80)}\` is not the identifier of a run of the Worker`,
    'take it from `byoip status --worker URL`: 32 hexadecimal digits',
  );
}

function readWorkerUrl(given: string): string {
  const url = parseUrl(given);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url === null || !isSafe || url.username !== '' || url.password !== '' || /[?#]/.test(given)) {
    throw usageError(
      '`--worker` is not the URL of a Worker',
      'write https://HOST, or http:// and a loopback address',
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** The headers of a service token of Access; none where the environment has none. @throws CommandError `setting-missing` */
function accessHeaders(env: Io['env']): Record<string, string> {
  const { CF_ACCESS_CLIENT_ID: id = '', CF_ACCESS_CLIENT_SECRET: secret = '' } = env;
  if (id === '' && secret === '') return {};
  if (id !== '' && secret !== '') return { 'cf-access-client-id': id, 'cf-access-client-secret': secret };
  throw new CommandError({
    code: 'setting-missing',
    message: 'the service token of Access is incomplete in the environment',
    help: 'set both CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET',
  });
}

function notSignedIn(url: string): CommandError {
  return new CommandError({
    code: 'worker-refused',
    message: `Access in front of ${safeText(url, 200)} does not let this command pass`,
    help: 'set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET to a service token that the application allows',
  });
}
