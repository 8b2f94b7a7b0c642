interface Bound {
  readonly cidr: string;
  readonly service: string | null;
  readonly id: string | null;
}

type Write = {
  readonly op: 'create' | 'delete';
  readonly cidr: string;
  readonly service: string;
  readonly why: string;
};
interface Wait {
  readonly op: 'wait';
  readonly until: string;
  readonly hours: number;
  readonly also: readonly string[];
}
type Step = Write | Wait;

/** A binding as it is listed. */
interface Row {
  readonly id: string;
  readonly cidr: string;
  readonly service: string | null;
  /** Undefined where it has none. */
  readonly state: unknown;
}

/** Why nothing more is sent. */
class Stop extends Error {}

/** Why the list cannot be read for now; the message is in the words of the API. */
class Unread extends Error {
  readonly cure: string;

  constructor(message: string, cure: string) {
    super(message);
    this.cure = cure;
  }
}

/** Says why it stops, and does. */
function stopped(error: unknown): never {
  if (error instanceof Unread)
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
    console.error(`interrupted ${place}. Run this again to go on: it lists first, to see how far it came`);
    process.exit(code);
  });

/** A setting, or the end. */
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
    throw new Stop(`${name} is no whole number from ${least} on`);
  return Number(text);
}

const PAUSE = checked(() => seconds('PAUSE_SECONDS', 0, 1));
const POLL = checked(() => seconds('POLL_SECONDS', 1, 60));
const MAX_WAIT = checked(() => seconds('MAX_WAIT_SECONDS', 0, 86400));
const MAX_OUTAGE = checked(() => seconds('MAX_OUTAGE_SECONDS', 0, 3600));
const WAIT = process.env.WAIT_SECONDS ? checked(() => seconds('WAIT_SECONDS', 0, 0)) : null;

/** Text of others on one line, in ASCII, without the token. */
const shown = (text: unknown): string =>
  String(text)
    .replaceAll(process.env.CLOUDFLARE_API_TOKEN || '\n', '***')
    .replace(/[^ -~]/g, '?');

const nap = (length: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, length * 1000));

function client(): Cloudflare {
  const apiToken = process.env.CLOUDFLARE_API_TOKEN ?? '';
  if (!/^[0-9A-Za-z._~+/=-]+$/.test(apiToken)) throw new Stop('CLOUDFLARE_API_TOKEN is not set, or no token');
  const baseURL = process.env.CLOUDFLARE_BASE_URL || 'https://api.cloudflare.com/client/v4';
  const local = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/.test(baseURL);
  if (!/^https?:\/\/[0-9A-Za-z:/._[\]-]+$/.test(baseURL) || !(local || baseURL.startsWith('https://')))
    throw new Stop('CLOUDFLARE_BASE_URL has to begin with https://, or to lie on this machine');
  for (const [name, id] of Object.entries({ ACCOUNT_ID, PREFIX_ID }))
    if (!/^[0-9A-Za-z_-]+$/.test(id)) throw new Stop(`${name} is no id`);
  const timeout = seconds('TIMEOUT_SECONDS', 1, 60) * 1000;
  console.log(`API:     ${baseURL}\naccount: ${ACCOUNT_ID}\nprefix:  ${PREFIX}, id ${PREFIX_ID}`);
  const hours = STEPS.reduce((most, step) => (step.op === 'wait' ? Math.max(most, step.hours) : most), 0);
  if (WAIT !== null && WAIT < hours * 3600 && !local)
    throw new Stop(
      'WAIT_SECONDS is shorter than the waits of the plan: that is for trials against an API on this machine. Unset it',
    );
  // Nothing is repeated behind our back: a list is asked for again below, a write never is.
  return new Cloudflare({ apiToken, baseURL, maxRetries: 0, timeout });
}

const bindings = checked(client).addressing.prefixes.serviceBindings;
/** Ids of the bindings that this run has deleted. */
const gone = new Set<string>();

/** A block, however it is written. */
function folded(cidr: string): string {
  const [address = '', length = ''] = cidr.split('/');
  return `${address.includes(':') ? new URL(`http://[${address}]`).hostname : address}/${length}`;
}

/** A binding without its id. */
const key = (cidr: string, service: string | null): string => JSON.stringify([folded(cidr), service]);

/** After so many steps: what is bound, what may still be listed since the last wait, and what was made since. */
function after(done: number) {
  const bound = new Map<string, string | null>(
    BOUND.map(({ cidr, service, id }) => [key(cidr, service), id]),
  );
  const leaving = new Map<string, string | null>();
  const fresh = new Set<string>();
  for (const step of STEPS.slice(0, done)) {
    if (step.op === 'wait') {
      leaving.clear();
      fresh.clear();
      continue;
    }
    const target = key(step.cidr, step.service);
    if (step.op === 'create') {
      bound.set(target, null);
      fresh.add(target);
    } else {
      leaving.set(target, bound.get(target) ?? null);
      bound.delete(target);
      fresh.delete(target);
    }
  }
  return { bound, leaving, fresh };
}

/** What is listed, held against what the plan expects after so many steps. */
function compare(rows: readonly Row[], done: number) {
  const { bound: missing, leaving, fresh } = after(done);
  const [extra, watched, pending]: [Row[], Row[], string[]] = [[], [], []];
  const step = STEPS[done];
  const also = new Set((step?.op === 'wait' ? step.also : []).map(folded));
  for (const row of rows) {
    const target = key(row.cidr, row.service);
    const [expected, old] = [missing.get(target), leaving.get(target)];
    if (gone.has(row.id) || old === row.id) {
      if (old === undefined) extra.push(row);
      else pending.push(`${shown(row.cidr)} is still listed`);
    } else if (expected === null || expected === row.id) {
      missing.delete(target);
      if (fresh.has(target) || (row.service !== null && also.has(folded(row.cidr)))) watched.push(row);
    } else if (old === null) pending.push(`${shown(row.cidr)} is still listed`);
    else extra.push(row);
  }
  const provisioning = watched.filter(({ state }) => state === 'provisioning');
  const rolling = provisioning.map(({ cidr }) => `${shown(cidr)} is provisioning`);
  // An absent state counts as active. All states but these two need a person, as far as is known.
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

/** Which bindings are stuck, and what to do about it. */
function toldStuck(stuck: readonly Row[]): string {
  const states = stuck.map(({ cidr, state }) => `${shown(cidr)} is in ${shown(state)}`).join(', ');
  const cure = stuck.every(({ state }) => state === 'magic_transit_route_missing')
    ? 'Add a Magic route that covers the block'
    : 'It is not known that this state ends by itself: look at the binding, or ask the support';
  return `stuck: ${states}. Nothing more is sent. ${cure}; then run this again`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A binding of an answer; null where it is none. */
function rowOf(value: unknown): Row | null {
  if (!isObject(value)) return null;
  const { id, cidr, service_id, provisioning } = value;
  const service = service_id ?? null;
  if (typeof id !== 'string' || typeof cidr !== 'string') return null;
  if (service !== null && typeof service !== 'string') return null;
  try {
    folded(cidr);
  } catch {
    return null;
  }
  return { id, cidr, service, state: isObject(provisioning) ? provisioning.state : provisioning };
}

/** An error or a message in words, whatever its form. */
function item(value: unknown): string {
  if (!isObject(value)) return shown(value);
  const said = [value.code, value.message].filter((one) => one !== undefined && one !== null);
  if (said.length === 0) return shown(JSON.stringify(value));
  const chain = Array.isArray(value.error_chain) ? ` (${value.error_chain.map(item).join(', ')})` : '';
  return said.map(shown).join(' ') + chain;
}

/** Errors or messages in words. */
function words(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.map(item).join(', ') : item(value);
}

/** What came of a request. */
interface Answer {
  /** 0 where there is none. */
  readonly status: number;
  /** Its JSON, where it is some. */
  readonly body: unknown;
  readonly said: string;
}

const succeeded = (answer: Answer): boolean =>
  answer.status >= 200 && answer.status < 300 && isObject(answer.body) && answer.body.success === true;

/** Takes an answer in. */
function read(status: number, text: string): Answer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const begin = shown(text).slice(0, 200);
    return { status, body, said: `HTTP ${status}, ${begin ? `no JSON: ${begin}` : 'an empty answer'}` };
  }
  let said = `no envelope: ${item(body)}`;
  if (succeeded({ status, body, said })) said = 'a success without what belongs to it';
  else if (isObject(body)) said = words(body.errors) || words(body.messages);
  return { status, body, said: `HTTP ${status}: ${(said || 'a failure without a reason').slice(0, 400)}` };
}

/** Sends a request once. */
async function ask(send: () => Promise<Response>): Promise<Answer> {
  try {
    const response = await send();
    return read(response.status, await response.text());
  } catch (error) {
    if (error instanceof Cloudflare.APIError && error.status !== undefined) {
      // What is no JSON stands in the message, behind the status.
      const plain = error.message.replace(/^\d+ (status code \(no body\)$)?/, '');
      return read(error.status, error.error === undefined ? plain : JSON.stringify(error.error));
    }
    if (!(error instanceof Error)) throw error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { status: 0, body: undefined, said: `no answer: ${shown(error.message + cause).slice(0, 200)}` };
  }
}

interface Said {
  readonly code: unknown;
  readonly text: string;
}

/** Codes and texts of errors, with those of their chains. */
function flat(one: unknown): readonly Said[] {
  if (!isObject(one)) return [{ code: null, text: String(one) }];
  const chain = Array.isArray(one.error_chain) ? one.error_chain.flatMap(flat) : [];
  return [{ code: one.code, text: String(one.message ?? '') }, ...chain];
}

/** What an answer means that is no success: one number has several meanings, so message and status decide too. */
function kindOf({ status, body }: Answer): string {
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

/** Whether an error that says nothing else says that what was named is not there. */
function isGone({ code, text }: Said, status: number): boolean {
  if (/not[ _-]*found|does[ _-]*not[ _-]*exist/i.test(text))
    return code === 1000 || code === 1002 || status === 404;
  return text === '' ? status === 404 : code === 1002;
}

/** What to do about an answer. */
function cureOf(answer: Answer): string {
  const cures: Readonly<Record<string, string>> = {
    route: 'Check CLOUDFLARE_BASE_URL, which ends in /client/v4, ACCOUNT_ID and PREFIX_ID',
    forbidden: 'Check whether the token and ACCOUNT_ID are those of this prefix',
    credential: 'Check the form of CLOUDFLARE_API_TOKEN: it is a token without quotes and without Bearer',
    permission: 'Use a token with the permission IP Prefixes: Write',
    authentication: 'Check CLOUDFLARE_API_TOKEN; valid tokens meet this too at times: run this again',
    gone: 'Check ACCOUNT_ID and PREFIX_ID',
  };
  return cures[kindOf(answer)] ?? 'Look at what it says, then run this again';
}

const refused = (answer: Answer): Stop =>
  new Stop(`refused (${answer.said}). Nothing more is sent. ${cureOf(answer)}`);

/** How a list of so many entries says that it is a part; null where it does not. */
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

/** The list. An answer without one, or with a part of one, is never "nothing is bound". */
async function listed(): Promise<readonly Row[]> {
  const answer = await ask(() => bindings.list(PREFIX_ID, { account_id: ACCOUNT_ID }).asResponse());
  const body = succeeded(answer) && isObject(answer.body) ? answer.body : {};
  if (!Array.isArray(body.result)) {
    if (succeeded(answer) || ['open', 'throttled', 'authentication'].includes(kindOf(answer)))
      throw new Unread(answer.said, cureOf(answer));
    throw refused(answer);
  }
  const all = body.result.map(rowOf);
  const rows = all.filter((row) => row !== null);
  if (rows.length < all.length) throw new Unread(answer.said, cureOf(answer));
  const rest = part(body.result_info, rows.length);
  if (rest !== null)
    throw new Stop(
      `the list is a part of what is bound: ${rest}. Nothing more is sent: the rest is not known`,
    );
  return rows;
}

/** A list, and what was found in it. */
interface Search<T> {
  readonly rows: readonly Row[];
  readonly found: T | null;
}

/** Lists until `accept` gives something, six times at most; throws `Unread` where the last list was none. */
async function search<T>(accept: (rows: readonly Row[]) => T | null): Promise<Search<T>> {
  let last: Search<T> | Unread = new Unread('it was not asked for', 'Run this again');
  for (let number = 0; number < 6; number += 1) {
    await nap(number * PAUSE);
    try {
      const rows = await listed();
      last = { rows, found: accept(rows) };
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      last = error;
    }
    if (!(last instanceof Unread) && last.found !== null) return last;
  }
  if (last instanceof Unread) throw last;
  return last;
}

/** Stops: what is bound is not what was expected. */
function foreign(rows: readonly Row[], done: number): never {
  const { missing, extra } = compare(rows, done);
  console.error(`  after ${done} of ${STEPS.length} steps:`);
  for (const target of missing.keys()) console.error(`  not there: ${shown(target)}`);
  for (const { cidr, service, id } of extra)
    console.error(`  not of the plan: ${shown(`${cidr} -> ${service}, id ${id}`)}`);
  throw new Stop('what is bound is not what the plan expects here. Nothing more is sent: plan again');
}

/** The list, which has to be what is bound after so many steps. */
async function expected(done: number) {
  const { rows, found } = await search((listing) => {
    const comparison = compare(listing, done);
    return comparison.fits ? { ...comparison, rows: listing } : null;
  });
  return found ?? foreign(rows, done);
}

/** How many steps are done, by the list. */
async function position(): Promise<number> {
  const places = [...STEPS.keys(), STEPS.length];
  const first = (rows: readonly Row[]) => places.find((done) => compare(rows, done).fits) ?? null;
  const { rows, found } = await search(first);
  if (found !== null) return found;
  const off = places.map((done) => {
    const { missing, extra } = compare(rows, done);
    return missing.size + extra.length;
  });
  return foreign(rows, off.lastIndexOf(off.reduce((least, one) => Math.min(least, one), Infinity)));
}

/** Sends a write once. Where the answer leaves the outcome open, the list has to show it. */
async function write(
  send: () => Promise<Response>,
  isDone: (result: unknown) => boolean,
  mayBeGone: boolean,
  shows: (rows: readonly Row[]) => boolean,
): Promise<void> {
  await nap(PAUSE);
  const answer = await ask(send);
  if (succeeded(answer)) {
    if (isObject(answer.body) && isDone(answer.body.result)) return;
  } else {
    const kind = kindOf(answer);
    if (mayBeGone && kind === 'gone') return;
    if (kind !== 'open' && kind !== 'throttled') throw refused(answer);
  }
  console.log(`  the answer (${answer.said}) leaves open what became of it: listing again`);
  if ((await search((rows) => (shows(rows) ? true : null))).found === null)
    throw new Stop(
      `it is unsure what became of the last write (${answer.said}). Nothing more is sent: run this again later`,
    );
}

async function create(step: Write, done: number): Promise<void> {
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

async function remove(step: Write, done: number): Promise<void> {
  const target = key(step.cidr, step.service);
  const { rows } = await expected(done);
  const known = after(done).bound.get(target) ?? null;
  const mine = rows.filter((row) => key(row.cidr, row.service) === target && (known ?? row.id) === row.id);
  const id = mine[0]?.id ?? '';
  if (!/^[0-9A-Za-z_-]+$/.test(id)) throw new Stop('the binding has an id that is none');
  const where = { account_id: ACCOUNT_ID, prefix_id: PREFIX_ID };
  await write(
    () => bindings.delete(id, where, { maxRetries: 0 }).asResponse(),
    () => true,
    true,
    (rows) => !rows.some((row) => row.id === id) && compare(rows, done + 1).fits,
  );
  gone.add(id);
}

/** Until that time has passed, and all is as it should be. It counts its naps: clocks jump. */
async function patience(done: number, needed: number): Promise<void> {
  let [before, silent] = ['', 0];
  for (let waited = 0; ; waited += POLL) {
    let now = '';
    try {
      const { pending, stuck } = await expected(done);
      silent = 0;
      if (stuck.length > 0) throw new Stop(toldStuck(stuck));
      if (waited >= needed && pending === '') return;
      if (waited >= needed && waited >= MAX_WAIT)
        throw new Stop(
          `after ${waited} s: ${pending}. Nothing more is sent. Run this again to go on waiting, or ask the support`,
        );
      now = pending || 'nothing but the time';
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      now = `a list that can be read (${error.message})`;
      if (silent >= MAX_OUTAGE)
        throw new Stop(
          `the list cannot be read for ${silent} s (${error.message}). Nothing more is sent. Run this again to go on waiting`,
        );
      silent += POLL;
    }
    if (now !== before) console.log(`  ${waited} s of ${needed} s, waiting for: ${now}`);
    before = now;
    await nap(POLL);
  }
}

/** From where the list says that it stands, to the end. */
async function carryOut(): Promise<void> {
  const begin = await position();
  if (begin > 0) console.log(`${begin} of ${STEPS.length} steps are done already`);
  if (begin > 0 && STEPS.slice(begin).every(({ op }) => op === 'wait')) {
    console.log('nothing is left to write; what was written last may take its hours yet');
    place = 'after the last write';
    return patience(begin, 0);
  }
  for (const [done, step] of [...STEPS.entries()].slice(begin)) {
    place = `at step ${done + 1} of ${STEPS.length}`;
    const head = `step ${done + 1} of ${STEPS.length}:`;
    if (step.op === 'wait') {
      console.log(`${head} wait until ${step.until}: ${step.hours} hours at least`);
      await patience(done, WAIT ?? step.hours * 3600);
      continue;
    }
    console.log(`${head} ${step.op} ${step.cidr} -> ${shown(step.service)} (${step.why})`);
    await (step.op === 'create' ? create(step, done) : remove(step, done));
  }
}

carryOut().then(() => console.log('done'), stopped);
