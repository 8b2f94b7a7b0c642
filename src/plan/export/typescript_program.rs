//! The part of the TypeScript program that is the same for every plan.

/// Follows the ids, `BOUND` and `STEPS`.
pub(super) const PROGRAM: &str = r#"
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
type Step = Write | { readonly op: 'wait'; readonly until: string; readonly hours: number };

/** A binding as it is listed. */
interface Row {
  readonly id: string;
  readonly cidr: string;
  readonly service: string | null;
  readonly state: string;
}

/** Why nothing more is sent. */
class Stop extends Error {}

/** Says why it stops, and does. */
function stopped(error: unknown): never {
  if (!(error instanceof Stop)) throw error;
  console.error(`stopped: ${error.message}`);
  process.exit(1);
}

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
const WAIT = process.env.WAIT_SECONDS ? checked(() => seconds('WAIT_SECONDS', 0, 0)) : null;

/** Text of others on one line, in ASCII. */
const shown = (text: unknown): string => String(text).replace(/[^ -~]/g, '?');

const nap = (length: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, length * 1000));

function client(): Cloudflare {
  const apiToken = process.env.CLOUDFLARE_API_TOKEN ?? '';
  if (!/^[0-9A-Za-z._~+/=-]+$/.test(apiToken)) throw new Stop('CLOUDFLARE_API_TOKEN is not set, or no token');
  const baseURL = process.env.CLOUDFLARE_BASE_URL || 'https://api.cloudflare.com/client/v4';
  if (!/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/])[0-9A-Za-z:/._[\]-]+$/.test(baseURL))
    throw new Stop('CLOUDFLARE_BASE_URL has to begin with https://, or to lie on this machine');
  for (const [name, id] of Object.entries({ ACCOUNT_ID, PREFIX_ID }))
    if (!/^[0-9A-Za-z_-]+$/.test(id)) throw new Stop(`${name} is no id`);
  // Nothing is repeated behind our back: a list is asked for again below, a write never is.
  return new Cloudflare({ apiToken, baseURL, maxRetries: 0, timeout: seconds('TIMEOUT_SECONDS', 1, 60) * 1000 });
}

const bindings = checked(client).addressing.prefixes.serviceBindings;
/** Ids of the bindings that this run has deleted. */
const gone = new Set<string>();
let trouble = 'none';

/** A binding without its id, however its block is written. */
function key(cidr: string, service: string | null): string {
  const [address = '', length = ''] = cidr.split('/');
  const folded = address.includes(':') ? new URL(`http://[${address}]`).hostname : address;
  return JSON.stringify([`${folded}/${length}`, service]);
}

/** After so many steps: what is bound, what may still be listed since the last wait, and what was made since. */
function after(done: number) {
  const bound = new Map<string, string | null>(BOUND.map(({ cidr, service, id }) => [key(cidr, service), id]));
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
  const [extra, pending]: [Row[], string[]] = [[], []];
  for (const row of rows) {
    const target = key(row.cidr, row.service);
    const [expected, old] = [missing.get(target), leaving.get(target)];
    if (gone.has(row.id) || old === row.id) {
      if (old === undefined) extra.push(row);
      else pending.push(`${shown(row.cidr)} is still listed`);
    } else if (expected === null || expected === row.id) {
      missing.delete(target);
      if (fresh.has(target) && row.state !== 'active') pending.push(`${shown(row.cidr)} is ${shown(row.state)}`);
    } else if (old === null) pending.push(`${shown(row.cidr)} is still listed`);
    else extra.push(row);
  }
  return { fits: missing.size === 0 && extra.length === 0, missing, extra, pending: pending.join(', ') };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A binding of an answer; throws where it is none. */
function row(value: unknown): Row {
  if (!isObject(value)) throw new TypeError('no binding');
  const { id, cidr, service_id: service = null, provisioning } = value;
  const state = isObject(provisioning) ? String(provisioning.state) : 'in no state';
  if (typeof id !== 'string' || typeof cidr !== 'string' || (service !== null && typeof service !== 'string'))
    throw new TypeError('no binding');
  key(cidr, service);
  return { id, cidr, service, state };
}

/** The result of an answer that says success; throws where it does not. */
async function resultOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const answer: unknown = await response.json();
  if (!isObject(answer) || answer.success !== true) throw new TypeError('no success');
  return answer;
}

/** The list, or null: an answer without one, or with a part of one, is never "nothing is bound". */
async function listed(): Promise<readonly Row[] | null> {
  try {
    const answer = await resultOf(await bindings.list(PREFIX_ID, { account_id: ACCOUNT_ID }).asResponse());
    if (!Array.isArray(answer.result)) throw new TypeError('no list');
    const rows = answer.result.map(row);
    const info = answer.result_info;
    if (isObject(info) && (info.total_count ?? rows.length) !== rows.length) throw new TypeError('a part of a list');
    return rows;
  } catch (error) {
    trouble = told(error);
    return null;
  }
}

/** An error in a few words. */
function told(error: unknown): string {
  if (error instanceof Cloudflare.APIError && error.status !== undefined) return `HTTP ${error.status}`;
  return error instanceof Error ? shown(error.name) : 'no error';
}

/** Lists until `accept` gives something, six times at most. */
async function search<T>(accept: (rows: readonly Row[]) => T | null): Promise<T | null> {
  for (let number = 0; number < 6; number += 1) {
    await nap(number * PAUSE);
    const rows = await listed();
    const found = rows === null ? null : accept(rows);
    if (found !== null) return found;
  }
  return null;
}

/** Stops: what is bound is not what was expected. */
async function foreign(done: number): Promise<never> {
  const rows = await listed();
  if (rows === null) throw new Stop(`the list cannot be read (${trouble}). Nothing more is sent`);
  const { missing, extra } = compare(rows, done);
  for (const target of missing.keys()) console.error(`  not there: ${shown(target)}`);
  for (const { cidr, service, id } of extra)
    console.error(`  not of the plan: ${shown(`${cidr} -> ${service}, id ${id}`)}`);
  throw new Stop('what is bound is not what the plan expects here. Nothing more is sent: plan again');
}

/** The list, which has to be what is bound after so many steps. */
async function expected(done: number): Promise<{ readonly rows: readonly Row[]; readonly pending: string }> {
  const found = await search((rows) => {
    const { fits, pending } = compare(rows, done);
    return fits ? { rows, pending } : null;
  });
  return found ?? foreign(done);
}

/** How many steps are done, by the list. */
async function position(): Promise<number> {
  const places = STEPS.length === 0 ? [0] : [...STEPS.keys()];
  const found = await search((rows) => places.find((done) => compare(rows, done).fits) ?? null);
  return found ?? foreign(0);
}

/** Sends a write once. Where the answer leaves the outcome open, the list has to show it. */
async function write(
  send: () => Promise<Response>,
  succeeded: (answer: Readonly<Record<string, unknown>>) => boolean,
  isGone: (codes: readonly unknown[]) => boolean,
  shows: (rows: readonly Row[]) => boolean,
): Promise<void> {
  await nap(PAUSE);
  let open = 'an answer that is no success';
  try {
    if (succeeded(await resultOf(await send()))) return;
  } catch (error) {
    open = told(error);
    if (error instanceof Cloudflare.APIError && error.status !== undefined) {
      const { status } = error;
      const errors = error.errors ?? [];
      if (status === 404 && isGone(errors.map(({ code }) => code))) return;
      if (status >= 400 && status < 500 && ![408, 409, 429].includes(status) && errors.length > 0) {
        const said = errors.map(({ code, message }) => shown(`${code} ${message}`)).join(', ');
        throw new Stop(`refused (HTTP ${status}): ${said}`);
      }
    }
  }
  console.log(`  the answer (${open}) leaves open what became of it: listing again`);
  if ((await search((rows) => (shows(rows) ? true : null))) === null)
    throw new Stop('it is unsure what became of the last write. Nothing more is sent: run this again later');
}

async function create(step: Write, done: number): Promise<void> {
  const { cidr, service } = step;
  await expected(done);
  const made = ({ result }: Readonly<Record<string, unknown>>): boolean => {
    const binding = row(result);
    return key(binding.cidr, binding.service) === key(cidr, service);
  };
  const body = { account_id: ACCOUNT_ID, cidr, service_id: service };
  const send = () => bindings.create(PREFIX_ID, body, { maxRetries: 0 }).asResponse();
  await write(send, made, () => false, (rows) => compare(rows, done + 1).fits);
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
    (codes) => codes.length === 1 && codes.every((code) => code === 1000 || code === 1002),
    (rows) => !rows.some((row) => row.id === id) && compare(rows, done + 1).fits,
  );
  gone.add(id);
}

/** Until that time has passed, and all is as it should be. It counts its naps: clocks jump. */
async function patience(done: number, needed: number): Promise<void> {
  let before = '';
  for (let waited = 0; ; waited += POLL) {
    const { pending } = await expected(done);
    if (waited >= needed && pending === '') return;
    const now = pending || 'nothing but the time';
    if (now !== before) console.log(`  ${waited} s of ${needed} s, waiting for: ${now}`);
    before = now;
    await nap(POLL);
  }
}

/** From where the list says that it stands, to the end. */
async function carryOut(): Promise<void> {
  const begin = await position();
  if (begin > 0) console.log(`${begin} of ${STEPS.length} steps are done already`);
  if (begin === STEPS.length - 1) {
    console.log('nothing is left to write; what was written last may take its hours yet');
    return patience(begin, 0);
  }
  for (const [done, step] of [...STEPS.entries()].slice(begin)) {
    const place = `step ${done + 1} of ${STEPS.length}:`;
    if (step.op === 'wait') {
      console.log(`${place} wait until ${step.until}: ${step.hours} hours at least`);
      await patience(done, WAIT ?? step.hours * 3600);
      continue;
    }
    console.log(`${place} ${step.op} ${step.cidr} -> ${shown(step.service)} (${step.why})`);
    await (step.op === 'create' ? create(step, done) : remove(step, done));
  }
}

try {
  await carryOut();
  console.log('done');
} catch (error) {
  stopped(error);
}
"#;
