// The worker of runs, as the page calls it. The page sends the worker's requests by the session of the open account.

import wasmUrl from 'glue/core.wasm';
import { ByoipError } from '../../../src/js/entry/page.js';
import { runWorkerUrl } from '../lib/trusted-script-urls.js';
import { type Session, sendForRun } from '../source/api.js';
import type {
  ForwardedRequest,
  ForwardedResponse,
  MessageToPage,
  MessageToWorker,
  RunCalls,
  RunProgress,
} from './run-messages.js';

export interface RunClientHandlers {
  onProgress(progress: RunProgress): void;
  /** The session that the requests of the run are sent with. */
  session(): Session | null;
}

interface AwaitedCall {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export type RunClient = ReturnType<typeof createRunClient>;

/** The worker starts with the first call. */
export function createRunClient({ onProgress, session }: RunClientHandlers) {
  const pending = new Map<number, AwaitedCall>();
  const sent = new Map<number, AbortController>();
  let worker: Worker | null = null;
  let lastId = 0;

  const post = (message: MessageToWorker): void => worker?.postMessage(message);
  const forward = async (id: number, request: ForwardedRequest): Promise<void> => {
    const canceled = new AbortController();
    sent.set(id, canceled);
    const response = await send(request, session(), canceled.signal);
    sent.delete(id);
    post({ kind: 'response', id, response });
  };
  const receive = (message: MessageToPage): void => {
    switch (message.kind) {
      case 'progress':
        onProgress(message.progress);
        return;
      case 'request':
        forward(message.id, message.request);
        return;
      case 'cancel':
        sent.get(message.id)?.abort();
        return;
    }
    const call = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'result') call?.resolve(message.result);
    else if (message.kind === 'problem') call?.reject(new ByoipError(message.problem));
    else call?.reject(new Error(message.message));
  };
  const startWorker = (): Worker => {
    const started = new Worker(runWorkerUrl(), { type: 'module', name: 'byoip-runs' });
    started.addEventListener('message', ({ data }: MessageEvent<MessageToPage>) => receive(data));
    started.addEventListener('error', () => {
      worker = null;
      started.terminate();
      for (const { reject } of pending.values()) reject(new Error('the worker of runs could not be loaded'));
      pending.clear();
    });
    return started;
  };
  return {
    /** @throws ByoipError of the call; an `Error` where the worker could not be loaded */
    call<Name extends keyof RunCalls>(
      name: Name,
      ...args: RunCalls[Name]['args']
    ): Promise<RunCalls[Name]['result']> {
      return new Promise((resolve, reject) => {
        lastId += 1;
        pending.set(lastId, { resolve: resolve as (result: unknown) => void, reject });
        worker ??= startWorker();
        const coreUrl = new URL(wasmUrl, import.meta.url).href;
        post({ kind: 'call', id: lastId, name, args, coreUrl });
      });
    },
  };
}

/** `null` where no response came. */
async function send(
  { path, method, headers, body }: ForwardedRequest,
  session: Session | null,
  signal: AbortSignal,
): Promise<ForwardedResponse | null> {
  if (session === null) return null;
  try {
    const init = { method, headers: headers.map(([name, value]) => [name, value] as [string, string]), body };
    const response = await sendForRun(path, { ...init, signal }, session);
    if (response === null) return null;
    return {
      status: response.status,
      headers: [...response.headers],
      body: await response.arrayBuffer(),
    };
  } catch {
    return null;
  }
}
