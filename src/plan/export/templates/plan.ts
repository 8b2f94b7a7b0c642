interface ExpectedBinding {
  readonly cidr: string;
  readonly service: string | null;
  readonly id: string | null;
}

type ProgramWrite = {
  readonly op: 'create' | 'delete';
  readonly cidr: string;
  readonly service: string;
  readonly why: string;
};
interface ProgramWait {
  readonly op: 'wait';
  readonly until: string;
  readonly hours: number;
  readonly also: readonly string[];
}
type ProgramStep = ProgramWrite | ProgramWait;

/** A listed binding. */
interface ListedBinding {
  readonly id: string;
  readonly cidr: string;
  readonly service: string | null;
  /** Undefined without a state. */
  readonly state: unknown;
}

/** The reason to stop; nothing more is sent. */
class Stop extends Error {}

/** Why the list cannot be read at the moment, with the message of the API. */
class ListUnreadable extends Error {
  readonly cure: string;

  constructor(message: string, cure: string) {
    super(message);
    this.cure = cure;
  }
}

/** Prints the reason and stops. */
function stopped(error: unknown): never {
  if (error instanceof ListUnreadable)
    console.error(`stopped: the list cannot be read (${error.message}). Nothing more is sent. ${error.cure}`);
  else if (error instanceof Stop) console.error(`stopped: ${error.message}`);
  else throw error;
  process.exit(1);
}

let place = 'before the first step';
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;
for (const [signal, code] of SIGNALS)
  process.on(signal, () => {
    console.error(
      `interrupted ${place}. Run this again to continue: it lists first, to see which steps are done`,
    );
    process.exit(code);
  });

/** Reads a setting, or stops. */
function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return stopped(error);
  }
}

/** A whole number from the environment. */
function seconds(name: string, least: number, otherwise: number): number {
  const text = process.env[name] || String(otherwise);
  if (!/^[0-9]{1,9}$/.test(text) || Number(text) < least)
    throw new Stop(`${name} is not a whole number of at least ${least}`);
  return Number(text);
}

const PAUSE = checked(() => seconds('PAUSE_SECONDS', 0, 1));
const POLL = checked(() => seconds('POLL_SECONDS', 1, 60));
const MAX_WAIT = checked(() => seconds('MAX_WAIT_SECONDS', 0, 86400));
const MAX_OUTAGE = checked(() => seconds('MAX_OUTAGE_SECONDS', 0, 3600));
const WAIT = process.env.WAIT_SECONDS ? checked(() => seconds('WAIT_SECONDS', 0, 0)) : null;

/** Untrusted text on one line, in ASCII, without the token. */
const shown = (text: unknown): string =>
  String(text)
    .replaceAll(process.env.CLOUDFLARE_API_TOKEN || '\n', '***')
    .replace(/[^ -~]/g, '?');

const pause = (length: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, length * 1000));

function client(): Cloudflare {
  const apiToken = process.env.CLOUDFLARE_API_TOKEN ?? '';
  if (!/^[0-9A-Za-z._~+/=-]+$/.test(apiToken))
    throw new Stop('CLOUDFLARE_API_TOKEN is not set, or is not a token');
  const baseURL = process.env.CLOUDFLARE_BASE_URL || 'https://api.cloudflare.com/client/v4';
  const local = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/.test(baseURL);
  if (!/^https?:\/\/[0-9A-Za-z:/._[\]-]+$/.test(baseURL) || !(local || baseURL.startsWith('https://')))
    throw new Stop('CLOUDFLARE_BASE_URL must start with https://, or be on this machine');
  for (const [name, id] of Object.entries({ ACCOUNT_ID, PREFIX_ID }))
    if (!/^[0-9A-Za-z_-]+$/.test(id)) throw new Stop(`${name} is not an ID`);
  const timeout = seconds('TIMEOUT_SECONDS', 1, 60) * 1000;
  console.log(`API:     ${baseURL}\naccount: ${ACCOUNT_ID}\nprefix:  ${PREFIX}, id ${PREFIX_ID}`);
  const hours = STEPS.reduce((most, step) => (step.op === 'wait' ? Math.max(most, step.hours) : most), 0);
  if (WAIT !== null && WAIT < hours * 3600 && !local)
    throw new Stop(
      'WAIT_SECONDS is shorter than the waits of the plan: only an API on this machine allows that. Unset it',
    );
  // The client must not retry: this program repeats lists itself, and never repeats a write.
  return new Cloudflare({ apiToken, baseURL, maxRetries: 0, timeout });
}

const bindings = checked(client).addressing.prefixes.serviceBindings;
/** The ids of the bindings that this run has deleted. */
const gone = new Set<string>();

/** A block in its canonical form. */
function canonical(cidr: string): string {
  const [address = '', length = ''] = cidr.split('/');
  return `${address.includes(':') ? new URL(`http://[${address}]`).hostname : address}/${length}`;
}

/** Identifies a binding by its block and its service. */
const key = (cidr: string, service: string | null): string => JSON.stringify([canonical(cidr), service]);

/** After so many steps: the bindings, and those deleted and created since the last wait. Deleted ones may be listed. */
function after(done: number) {
  const bound = new Map<string, string | null>(
    BOUND.map(({ cidr, service, id }) => [key(cidr, service), id]),
  );
  const leaving = new Map<string, string | null>();
  const created = new Set<string>();
  for (const step of STEPS.slice(0, done)) {
    if (step.op === 'wait') {
      leaving.clear();
      created.clear();
      continue;
    }
    const target = key(step.cidr, step.service);
    if (step.op === 'create') {
      bound.set(target, null);
      created.add(target);
    } else {
      leaving.set(target, bound.get(target) ?? null);
      bound.delete(target);
      created.delete(target);
    }
  }
  return { bound, leaving, created };
}

/** Compares the listed bindings with those that the plan expects after so many steps. */
function compare(rows: readonly ListedBinding[], done: number) {
  const { bound: missing, leaving, created } = after(done);
  const [extra, watched, pending]: [ListedBinding[], ListedBinding[], string[]] = [[], [], []];
  const step = STEPS[done];
  const also = new Set((step?.op === 'wait' ? step.also : []).map(canonical));
  for (const row of rows) {
    const target = key(row.cidr, row.service);
    const [expected, old] = [missing.get(target), leaving.get(target)];
    if (gone.has(row.id) || old === row.id) {
      if (old === undefined) extra.push(row);
      else pending.push(`${shown(row.cidr)} is still listed`);
    } else if (expected === null || expected === row.id) {
      missing.delete(target);
      if (created.has(target) || (row.service !== null && also.has(canonical(row.cidr)))) watched.push(row);
    } else if (old === null) pending.push(`${shown(row.cidr)} is still listed`);
    else extra.push(row);
  }
  const provisioning = watched.filter(({ state }) => state === 'provisioning');
  const rolling = provisioning.map(({ cidr }) => `${shown(cidr)} is provisioning`);
  // Without a state a binding counts as active. Any state except these two may need a person.
  const ways: readonly unknown[] = [undefined, null, 'active', 'provisioning'];
  const stuck = watched.filter(({ state }) => !ways.includes(state));
  return {
    fits: missing.size === 0 && extra.length === 0,
    missing,
    extra,
    stuck,
    pending: [...rolling, ...pending].join(', '),
  };
}

/** Which bindings are stuck, and the help for that. */
function stuckText(stuck: readonly ListedBinding[]): string {
  const states = stuck.map(({ cidr, state }) => `${shown(cidr)} is in ${shown(state)}`).join(', ');
  const cure = stuck.every(({ state }) => state === 'magic_transit_route_missing')
    ? 'Add a Magic route that covers the block'
    : 'This state may not end by itself: check the binding, or ask Cloudflare support';
  return `stuck: ${states}. Nothing more is sent. ${cure}; then run this again`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A binding of an answer; null if it is not one. */
function rowOf(value: unknown): ListedBinding | null {
  if (!isObject(value)) return null;
  const { id, cidr, service_id, provisioning } = value;
  const service = service_id ?? null;
  if (typeof id !== 'string' || typeof cidr !== 'string') return null;
  if (service !== null && typeof service !== 'string') return null;
  try {
    canonical(cidr);
  } catch {
    return null;
  }
  return { id, cidr, service, state: isObject(provisioning) ? provisioning.state : provisioning };
}

/** An error or a message of the API as text. */
function item(value: unknown): string {
  if (!isObject(value)) return shown(value);
  const message = [value.code, value.message].filter((one) => one !== undefined && one !== null);
  if (message.length === 0) return shown(JSON.stringify(value));
  const chain = Array.isArray(value.error_chain) ? ` (${value.error_chain.map(item).join(', ')})` : '';
  return message.map(shown).join(' ') + chain;
}

/** Errors or messages of the API as text. */
function words(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.map(item).join(', ') : item(value);
}

/** The answer to a request. */
interface ApiAnswer {
  /** 0 without an answer. */
  readonly status: number;
  /** Its JSON, if it is JSON. */
  readonly body: unknown;
  readonly message: string;
}

const succeeded = (answer: ApiAnswer): boolean =>
  answer.status >= 200 && answer.status < 300 && isObject(answer.body) && answer.body.success === true;

/** Reads an HTTP response. */
function read(status: number, text: string): ApiAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const begin = shown(text).slice(0, 200);
    return { status, body, message: `HTTP ${status}, ${begin ? `not JSON: ${begin}` : 'an empty answer'}` };
  }
  let message = `not an envelope: ${item(body)}`;
  if (succeeded({ status, body, message })) message = 'a success without the expected result';
  else if (isObject(body)) message = words(body.errors) || words(body.messages);
  return {
    status,
    body,
    message: `HTTP ${status}: ${(message || 'a failure without a reason').slice(0, 400)}`,
  };
}

/** Sends a request once. */
async function ask(send: () => Promise<Response>): Promise<ApiAnswer> {
  try {
    const response = await send();
    return read(response.status, await response.text());
  } catch (error) {
    if (error instanceof Cloudflare.APIError && error.status !== undefined) {
      // A body that is not JSON is in the message, after the status.
      const plain = error.message.replace(/^\d+ (status code \(no body\)$)?/, '');
      return read(error.status, error.error === undefined ? plain : JSON.stringify(error.error));
    }
    if (!(error instanceof Error)) throw error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return {
      status: 0,
      body: undefined,
      message: `no answer: ${shown(error.message + cause).slice(0, 200)}`,
    };
  }
}

interface ErrorText {
  readonly code: unknown;
  readonly text: string;
}

/** Codes and texts of errors, with those of their chains. */
function flat(one: unknown): readonly ErrorText[] {
  if (!isObject(one)) return [{ code: null, text: String(one) }];
  const chain = Array.isArray(one.error_chain) ? one.error_chain.flatMap(flat) : [];
  return [{ code: one.code, text: String(one.message ?? '') }, ...chain];
}

/** The kind of an answer that is not a success. A code can have several meanings: message and status decide too. */
function kindOf({ status, body }: ApiAnswer): string {
  const own = isObject(body) ? body.errors : null;
  const errors = (Array.isArray(own) ? own : typeof own === 'string' ? [own] : []).flatMap(flat);
  const has = (codes: readonly unknown[], text = /(?:)/): boolean =>
    errors.some((one) => codes.includes(one.code) && text.test(one.text));
  const unclear = /time[ _-]?d?[ _-]?out|internal[ _-]*(server[ _-]*)?error|bad[ _-]*gateway|unavailable/i;
  if (status === 429 || has([971, 10040])) return 'throttled';
  if ([0, 408, 409].includes(status) || status > 499 || has([1108])) return 'open';
  if (errors.length === 0 || errors.some(({ text }) => unclear.test(text))) return 'open';
  if (has([7003])) return 'route';
  const hidden = status === 401 || status === 403;
  if (
    has(
      [1002],
      hidden ? /^(?!.*not[ _-]*found)/i : /^(?!.*not[ _-]*found).*(forbidden|not[ _-]*allowed|permission)/i,
    )
  )
    return 'forbidden';
  if (has([6003, 6103, 6111, 9103, 9106])) return 'credential';
  if (has([9109]) || has([10001], /forbidden|not[ _-]*allowed|permission/i)) return 'permission';
  if (has([10000]) || has([10001], /unable to authenticate/i)) return 'authentication';
  if (errors.every((one) => isGone(one, status))) return 'gone';
  return status < 400 || status === 404 || has([1000, 1002, 10001]) ? 'open' : 'refused';
}

/** True if an error means that the resource does not exist, and can mean nothing else. */
function isGone({ code, text }: ErrorText, status: number): boolean {
  if (/not[ _-]*found|does[ _-]*not[ _-]*exist/i.test(text))
    return code === 1000 || code === 1002 || status === 404;
  return text === '' ? status === 404 : code === 1002;
}

/** The help for an answer. */
function cureOf(answer: ApiAnswer): string {
  const cures: Readonly<Record<string, string>> = {
    route: 'Check CLOUDFLARE_BASE_URL, which ends in /client/v4, ACCOUNT_ID and PREFIX_ID',
    forbidden: 'Check that the token and ACCOUNT_ID belong to this prefix',
    credential: 'Check the format of CLOUDFLARE_API_TOKEN: the token without quotes and without Bearer',
    permission: 'Use a token with the permission IP Prefixes: Write',
    authentication: 'Check CLOUDFLARE_API_TOKEN. Sometimes the API refuses valid tokens too: run this again',
    gone: 'Check ACCOUNT_ID and PREFIX_ID',
  };
  return cures[kindOf(answer)] ?? 'Read the message, then run this again';
}

const refused = (answer: ApiAnswer): Stop =>
  new Stop(`refused (${answer.message}). Nothing more is sent. ${cureOf(answer)}`);

/** How the answer says that a list of this many entries is incomplete; null if it does not. */
function part(info: unknown, count: number): string | null {
  if (!isObject(info)) return null;
  const number = (value: unknown): number => (/^[0-9]{1,15}$/.test(String(value)) ? Number(value) : 0);
  for (const total of [info.total_count, info.count])
    if (number(total) > count) return `${count} of ${number(total)} entries`;
  if (number(info.total_pages) > 1) return `page ${shown(info.page ?? 1)} of ${number(info.total_pages)}`;
  const behind = [info.cursor, isObject(info.cursors) ? info.cursors.after : null];
  return behind.some((one) => typeof one === 'string' && one !== '')
    ? `${count} entries, and a cursor to more`
    : null;
}

/** The list. An answer without it, or with a part of it, never means that there are no bindings. */
async function listed(): Promise<readonly ListedBinding[]> {
  const answer = await ask(() => bindings.list(PREFIX_ID, { account_id: ACCOUNT_ID }).asResponse());
  const body = succeeded(answer) && isObject(answer.body) ? answer.body : {};
  if (!Array.isArray(body.result)) {
    if (succeeded(answer) || ['open', 'throttled', 'authentication'].includes(kindOf(answer)))
      throw new ListUnreadable(answer.message, cureOf(answer));
    throw refused(answer);
  }
  const all = body.result.map(rowOf);
  const rows = all.filter((row) => row !== null);
  if (rows.length < all.length) throw new ListUnreadable(answer.message, cureOf(answer));
  const rest = part(body.result_info, rows.length);
  if (rest !== null)
    throw new Stop(`the list is incomplete: ${rest}. Nothing more is sent: the other bindings are unknown`);
  return rows;
}

/** A list, and what was found in it. */
interface ListSearch<T> {
  readonly rows: readonly ListedBinding[];
  readonly found: T | null;
}

/** Lists until `accept` returns something, six times at most; throws if the last list cannot be read. */
async function search<T>(accept: (rows: readonly ListedBinding[]) => T | null): Promise<ListSearch<T>> {
  let last: ListSearch<T> | ListUnreadable = new ListUnreadable('it was not requested', 'Run this again');
  for (let number = 0; number < 6; number += 1) {
    await pause(number * PAUSE);
    try {
      const rows = await listed();
      last = { rows, found: accept(rows) };
    } catch (error) {
      if (!(error instanceof ListUnreadable)) throw error;
      last = error;
    }
    if (!(last instanceof ListUnreadable) && last.found !== null) return last;
  }
  if (last instanceof ListUnreadable) throw last;
  return last;
}

/** Stops and prints the differences. */
function stopMismatch(rows: readonly ListedBinding[], done: number): never {
  const { missing, extra } = compare(rows, done);
  console.error(`  after ${done} of ${STEPS.length} steps:`);
  for (const target of missing.keys()) console.error(`  missing: ${shown(target)}`);
  for (const { cidr, service, id } of extra)
    console.error(`  unexpected: ${shown(`${cidr} -> ${service}, id ${id}`)}`);
  throw new Stop('the bindings are not those that the plan expects. Nothing more is sent: plan again');
}

/** The list, if it is that after so many steps; stops if it differs. */
async function expected(done: number) {
  const { rows, found } = await search((listing) => {
    const comparison = compare(listing, done);
    return comparison.fits ? { ...comparison, rows: listing } : null;
  });
  return found ?? stopMismatch(rows, done);
}

/** The number of steps that are done, according to the list. */
async function position(): Promise<number> {
  const places = [...STEPS.keys(), STEPS.length];
  const first = (rows: readonly ListedBinding[]) => places.find((done) => compare(rows, done).fits) ?? null;
  const { rows, found } = await search(first);
  if (found !== null) return found;
  const off = places.map((done) => {
    const { missing, extra } = compare(rows, done);
    return missing.size + extra.length;
  });
  return stopMismatch(rows, off.lastIndexOf(off.reduce((least, one) => Math.min(least, one), Infinity)));
}

/** Sends a write once. If the answer does not show the result, the list has to. */
async function write(
  send: () => Promise<Response>,
  isDone: (result: unknown) => boolean,
  allowGone: boolean,
  shows: (rows: readonly ListedBinding[]) => boolean,
): Promise<void> {
  await pause(PAUSE);
  const answer = await ask(send);
  if (succeeded(answer)) {
    if (isObject(answer.body) && isDone(answer.body.result)) return;
  } else {
    const kind = kindOf(answer);
    if (allowGone && kind === 'gone') return;
    if (kind !== 'open' && kind !== 'throttled') throw refused(answer);
  }
  console.log(`  the answer (${answer.message}) does not show whether the write was done: listing again`);
  if ((await search((rows) => (shows(rows) ? true : null))).found === null)
    throw new Stop(
      `the result of the last write is unknown (${answer.message}). Nothing more is sent: run this again later`,
    );
}

async function create(step: ProgramWrite, done: number): Promise<void> {
  const { cidr, service } = step;
  await expected(done);
  const made = (result: unknown): boolean => {
    const binding = rowOf(result);
    return binding !== null && key(binding.cidr, binding.service) === key(cidr, service);
  };
  const body = { account_id: ACCOUNT_ID, cidr, service_id: service };
  const send = () => bindings.create(PREFIX_ID, body, { maxRetries: 0 }).asResponse();
  await write(send, made, false, (rows) => compare(rows, done + 1).fits);
}

async function remove(step: ProgramWrite, done: number): Promise<void> {
  const target = key(step.cidr, step.service);
  const { rows } = await expected(done);
  const known = after(done).bound.get(target) ?? null;
  const mine = rows.filter((row) => key(row.cidr, row.service) === target && (known ?? row.id) === row.id);
  const id = mine[0]?.id ?? '';
  if (!/^[0-9A-Za-z_-]+$/.test(id)) throw new Stop('the ID of the binding is not valid');
  const where = { account_id: ACCOUNT_ID, prefix_id: PREFIX_ID };
  await write(
    () => bindings.delete(id, where, { maxRetries: 0 }).asResponse(),
    () => true,
    true,
    (rows) => !rows.some((row) => row.id === id) && compare(rows, done + 1).fits,
  );
  gone.add(id);
}

/** Waits until that time has passed and all bindings are ready. It counts its pauses, because clocks jump. */
async function waitFor(done: number, needed: number): Promise<void> {
  let [before, unreadable] = ['', 0];
  for (let waited = 0; ; waited += POLL) {
    let now = '';
    try {
      const { pending, stuck } = await expected(done);
      unreadable = 0;
      if (stuck.length > 0) throw new Stop(stuckText(stuck));
      if (waited >= needed && pending === '') return;
      if (waited >= needed && waited >= MAX_WAIT)
        throw new Stop(
          `after ${waited} s: ${pending}. Nothing more is sent. Run this again to continue waiting, or ask Cloudflare support`,
        );
      now = pending || 'the time to pass';
    } catch (error) {
      if (!(error instanceof ListUnreadable)) throw error;
      now = `a readable list (${error.message})`;
      if (unreadable >= MAX_OUTAGE)
        throw new Stop(
          `the list cannot be read for ${unreadable} s (${error.message}). Nothing more is sent. Run this again to continue waiting`,
        );
      unreadable += POLL;
    }
    if (now !== before) console.log(`  ${waited} s of ${needed} s, waiting for: ${now}`);
    before = now;
    await pause(POLL);
  }
}

/** Carries out the steps that are not done yet. */
async function carryOut(): Promise<void> {
  const begin = await position();
  if (begin > 0) console.log(`${begin} of ${STEPS.length} steps are done already`);
  if (begin > 0 && STEPS.slice(begin).every(({ op }) => op === 'wait')) {
    console.log('all writes are done; the last ones may still take hours to reach every edge');
    place = 'after the last write';
    return waitFor(begin, 0);
  }
  for (const [done, step] of [...STEPS.entries()].slice(begin)) {
    place = `at step ${done + 1} of ${STEPS.length}`;
    const head = `step ${done + 1} of ${STEPS.length}:`;
    if (step.op === 'wait') {
      console.log(`${head} wait until ${step.until}: at least ${step.hours} hours`);
      await waitFor(done, WAIT ?? step.hours * 3600);
      continue;
    }
    console.log(`${head} ${step.op} ${step.cidr} -> ${shown(step.service)} (${step.why})`);
    await (step.op === 'create' ? create(step, done) : remove(step, done));
  }
}

carryOut().then(() => console.log('done'), stopped);
