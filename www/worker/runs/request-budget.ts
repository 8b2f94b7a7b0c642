// The budget of requests that all runs of the Worker share: half of what the API allows.

/** Most requests in any five minutes: half of 1,200. */
const REQUESTS = 600;
const WINDOW = 300_000;
/** Requests that may go at once. A window has these and the refill. */
const BURST = 100;
const RATE = (REQUESTS - BURST) / WINDOW;
/** A request waits at most so long for its turn, ms; half of the time that a request may take. */
export const LONGEST_TURN = 30_000;

/** What is left, and when that was computed. */
export interface BudgetState {
  /** Negative where requests wait for their turn. */
  readonly tokens: number;
  /** Milliseconds. */
  readonly at: number;
}

/** The answer to one who wants to send: `wait` milliseconds until its turn, which is kept for it unless the wait is too long. */
export interface Turn {
  readonly wait: number;
  readonly isKept: boolean;
}

export const FULL_BUDGET: BudgetState = { tokens: BURST, at: 0 };

/** `speed`: how many times as fast as real time the API's clock runs. */
export function takeTurn(state: BudgetState, now: number, speed: number): { state: BudgetState; turn: Turn } {
  const rate = RATE * speed;
  const tokens = Math.min(BURST, state.tokens + Math.max(0, now - state.at) * rate);
  const wait = tokens >= 1 ? 0 : Math.ceil((1 - tokens) / rate);
  const isKept = wait <= LONGEST_TURN;
  const left = isKept ? tokens - 1 : tokens;
  return { state: { tokens: left, at: Math.max(now, state.at) }, turn: { wait, isKept } };
}

/** Gives turns. */
export interface TurnGiver {
  take(speed: number): Promise<Turn>;
}

/** A `fetch` that waits for its turn, or gets the answer that the API would give to a request too many: nothing is sent then. */
export function budgetedFetch(turns: TurnGiver, speed: () => number): typeof fetch {
  return async (input, init) => {
    const { wait, isKept } = await turns.take(speed()).catch(() => ({ wait: 5000, isKept: false }));
    if (!isKept) return throttled(wait);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return fetch(input, init);
  };
}

/** The API's own refusal of a request too many. */
function throttled(wait: number): Response {
  const errors = [{ code: 971, message: 'Please wait and consider throttling your request speed' }];
  const body = { success: false, errors, messages: [], result: null };
  return Response.json(body, { status: 429, headers: { 'retry-after': String(Math.ceil(wait / 1000)) } });
}
