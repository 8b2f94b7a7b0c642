// Exports a plan with hostile names and service ids, and runs it over loopback against an emulator that records every write.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exportPlan, type PlanLanguage, type PlanTask } from 'byoip';
import {
  createEmulator,
  type EmulatorOptions,
  type PrefixRecord,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  seed,
} from 'byoip/emulator';
import { serveEmulator } from '../../ring/setup/emulator-server.js';
import { PYTHON_CACHE, type PythonResult } from '../run-python.js';

const SCRATCH = 'target/tests/sdk/exported';
const TOKEN = 'secret-token';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: other languages evaluate them
/** Ids and names that run something wherever they are taken for more than data. */
const CDN = {
  id: `'";$(touch x)\`touch x\`\n#`,
  name: `$(touch x) \`touch x\` '; touch x; " */ """\ntouch x #`,
};
const SPECTRUM = {
  id: '${z}%{if}*/"""\u202e\\',
  name: '${file("x")} %{ if x } \u202e\r\n\u2028 //\nPLAN\ntouch x\n',
};

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: other languages evaluate them

/** A request that is not a read. */
export interface Sent {
  readonly what: string;
  /** Whether anything was changed by it, whatever was answered. */
  readonly committed: boolean;
  /** Bindings that were provisioning when it came. */
  readonly provisioning: number;
  readonly run: number;
}

/** How a program of one language is put into a folder, and run there. */
export interface Runner {
  readonly language: PlanLanguage;
  /** What has to be in the folder. */
  prepare(folder: string, text: string): Promise<void>;
  /** The command that carries it out, one after the other where there are several; stops at the first that fails. */
  commands(folder: string): readonly Command[];
}

export interface Command {
  readonly args: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** Options of a scene. */
export interface SceneOptions extends Omit<EmulatorOptions, 'state'> {
  /** A change of a few writes, in place of one with shields and several waits. */
  readonly small?: boolean;
  /** Whether the ids of the bindings are in the plan; they are without it. */
  readonly ids?: boolean;
  /** What happens at the API after a write. */
  readonly after?: (bind: (cidr: string) => void, sent: readonly Sent[], prefix: PrefixRecord) => void;
  /** Changes what a list of bindings shows. */
  readonly listing?: (rows: readonly object[]) => readonly object[];
  /** Makes an API that refuses every list with these words; it is given the credentials. */
  readonly refusing?: (authorization: string) => Response;
  /** Blocks that are still provisioning when the plan is made, for so many milliseconds. */
  readonly early?: Readonly<Record<string, number>>;
  /** A wait that the plan begins with: its hours, and the blocks that it waits for. */
  readonly first?: { readonly hours: number; readonly also: readonly string[] };
}

export interface Scene {
  readonly sent: readonly Sent[];
  /** `cidr service`, in order: what is bound, and what should be. */
  readonly bound: () => readonly string[];
  readonly desired: readonly string[];
  readonly text: string;
  readonly bind: (cidr: string) => void;
  readonly prefix: PrefixRecord;
  /** Makes every binding active as soon as a program says that it waits for one; for `until`. */
  readonly activate: (output: string) => boolean;
  /** Lists that were asked for. */
  readonly asked: readonly string[];
  /** Runs the program once, or until its output is enough: then it gets the signal. Fails where it leaves any file or shows the token. */
  run(
    env?: Readonly<Record<string, string>>,
    until?: (output: string) => boolean,
    signal?: NodeJS.Signals,
  ): Promise<PythonResult>;
  close(): Promise<void>;
}

/** Registers a law that is held in a scene of its own. */
export type Law = (name: string, options: SceneOptions, hold: (scene: Scene) => Promise<void>) => void;

export const succeeded = (ran: PythonResult): void => assert.equal(ran.code, 0, ran.stdout + ran.stderr);
export const stoppedWith = (ran: PythonResult, why: RegExp): void => {
  assert.notEqual(ran.code, 0, ran.stdout);
  assert.match(ran.stderr, why);
};

/** Makes the plan, exports it, and serves what it is about. */
export async function scene(runner: Runner, options: SceneOptions = {}): Promise<Scene> {
  const {
    small = false,
    ids = true,
    after,
    listing,
    refusing,
    early = {},
    first: begin,
    ...emulated
  } = options;
  const fresh = seed(Date.now(), 0);
  const [first] = fresh.accounts;
  const [magic] = first?.services ?? [];
  if (first === undefined || magic === undefined) throw new Error('the seed has an account with services');
  const account = { ...first, services: [magic, CDN, SPECTRUM] };
  const state = { ...fresh, accounts: [account] };
  const [prefix] = account.prefixes;
  if (prefix === undefined) throw new Error('the seed has a prefix');
  const binding = (id: string, cidr: string, serviceId: string | null) => ({
    id,
    cidr,
    serviceId,
    activeAt: Object.hasOwn(early, cidr) ? Date.now() + (early[cidr] ?? 0) : 0,
  });
  prefix.bindings = [
    binding('0429b49b6a5155297b78e75a44b09e14', '192.0.2.0/24', magic.id),
    binding('a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f', '192.0.2.1/32', CDN.id),
    binding('b28d1e305c4f4d7e9fa01b2c3d4e5f60', '192.0.2.0/25', CDN.id),
    binding('5f3c1a7e-8b2d-4c60-9e14-7a6b5c4d3e2f', '192.0.2.240/28', null),
  ];
  const wanted = (cidr: string, serviceId: string) => ({ cidr, serviceId });
  const desired = small
    ? [wanted('192.0.2.0/24', magic.id), wanted('192.0.2.0/25', CDN.id), wanted('192.0.2.160/29', CDN.id)]
    : [wanted('192.0.2.0/24', magic.id), wanted('192.0.2.0/25', SPECTRUM.id), wanted('192.0.2.9/32', CDN.id)];
  const unchanged = exportPlan(
    {
      prefix: { cidr: prefix.cidr },
      current: prefix.bindings.map(({ id, ...rest }) => (ids ? { id, ...rest } : rest)),
      desired,
      services: account.services,
      force: true,
    } satisfies PlanTask,
    runner.language,
    { accountId: SEED_ACCOUNT_ID, prefixId: SEED_PREFIXES.v4.id },
  );

  const text = begin === undefined ? unchanged : beginning(unchanged, runner.language, begin);
  const plain = createEmulator({ now: Date.now, provisioningDelay: 0, state, ...emulated });
  const shown = () => JSON.stringify(prefix.bindings);
  const bind = (cidr: string) => {
    prefix.bindings.push(binding('f0'.repeat(16), cidr, CDN.id));
  };
  const sent: Sent[] = [];
  const asked: string[] = [];
  let run = 0;
  const { url, close } = await serveEmulator({
    emulator: {
      ...plain,
      async fetch(input, init) {
        const request = new Request(input, init);
        if (request.method === 'GET') {
          asked.push(request.url);
          if (refusing !== undefined) return refusing(request.headers.get('authorization') ?? '');
          const answer = await plain.fetch(request);
          if (listing === undefined || answer.status !== 200) return answer;
          const body = (await answer.json()) as { readonly result: readonly object[] };
          return Response.json({ ...body, result: listing(body.result) });
        }
        const [before, now] = [shown(), Date.now()];
        const what = `${request.method} ${new URL(request.url).pathname.split('/').at(-1)} ${await request.clone().text()}`;
        const provisioning = prefix.bindings.filter(({ activeAt }) => activeAt > now).length;
        const place = sent.push({ what, committed: false, provisioning, run }) - 1;
        const answer = plain.fetch(request);
        // Some answers never come; by then the state has changed, if it does.
        await Promise.race([answer.catch(() => null), new Promise((settle) => setTimeout(settle, 50))]);
        sent[place] = { what, committed: shown() !== before, provisioning, run };
        after?.(bind, sent, prefix);
        return answer;
      },
    },
  });

  mkdirSync(SCRATCH, { recursive: true });
  const folder = mkdtempSync(resolve(SCRATCH, `${runner.language}-`));
  const temporary = mkdtempSync(resolve(SCRATCH, 'temporary-'));
  await runner.prepare(folder, text);
  const files = readdirSync(folder).sort();
  const env = {
    PATH: process.env.PATH ?? '',
    ...PYTHON_CACHE,
    TMPDIR: temporary,
    CLOUDFLARE_BASE_URL: url,
    CLOUDFLARE_API_TOKEN: TOKEN,
    WAIT_SECONDS: '0',
    POLL_SECONDS: '1',
    PAUSE_SECONDS: '0',
    TIMEOUT_SECONDS: '2',
  };
  return {
    sent,
    bound: () => prefix.bindings.map(({ cidr, serviceId }) => `${cidr} ${serviceId}`).sort(),
    desired: [...desired, { cidr: '192.0.2.240/28', serviceId: null }]
      .map((b) => `${b.cidr} ${b.serviceId}`)
      .sort(),
    text,
    bind,
    prefix,
    activate(output) {
      if (output.includes('is provisioning'))
        prefix.bindings = prefix.bindings.map((one) => ({ ...one, activeAt: 0 }));
      return false;
    },
    asked,
    async run(more = {}, until = () => false, signal = 'SIGTERM') {
      run += 1;
      let all: PythonResult = { code: 0, stdout: '', stderr: '' };
      for (const command of runner.commands(folder)) {
        const ran = await ranOnce(command, folder, { ...env, ...more }, until, signal);
        all = { code: ran.code, stdout: all.stdout + ran.stdout, stderr: all.stderr + ran.stderr };
        if (ran.code !== 0) break;
      }
      const left = readdirSync(folder).sort();
      if (left.join() !== files.join())
        throw new Error(`something ran and left files: ${left}\n${all.stderr}`);
      const trace = readdirSync(temporary);
      if (trace.length > 0) throw new Error(`temporary files are left: ${trace}`);
      if ((all.stdout + all.stderr).includes(TOKEN)) throw new Error('the token is shown');
      return all;
    },
    close,
  };
}

/** No law needs longer; a script that waits for an end that never comes is an error that shows its output. */
const LONGEST_RUN_MS = 120_000;

/** Runs a command to its end, or until its output is enough: then it is interrupted. */
function ranOnce(
  { args: [program, ...rest], env: own = {} }: Command,
  cwd: string,
  env: Readonly<Record<string, string>>,
  until: (output: string) => boolean,
  signal: NodeJS.Signals,
): Promise<PythonResult> {
  return new Promise((settle, reject) => {
    const child = spawn(program, rest, {
      cwd,
      env: { ...env, ...own },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let [stdout, stderr, enough] = ['', '', false];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      // The whole group: a shell lets the command that it waits for end first.
      if (enough || !until(stdout) || child.pid === undefined) return;
      enough = true;
      process.kill(-child.pid, signal);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const tooLong = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      reject(new Error(`it did not end in ${LONGEST_RUN_MS} ms:\n${stdout}${stderr}`));
    }, LONGEST_RUN_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(tooLong);
      settle({ code, stdout, stderr });
    });
  });
}

/** A program with a wait before its first step. */
function beginning(
  text: string,
  language: PlanLanguage,
  { hours, also }: NonNullable<SceneOptions['first']>,
): string {
  const blocks = JSON.stringify(also);
  const wait = {
    curl: `{"op":"wait","until":"settled","hours":${hours},"also":${blocks}}\n{"op":`,
    python: `\nSTEPS = [\n    ("wait", "settled", ${hours}, ${blocks}),\n`,
    typescript: `const STEPS: readonly Step[] = [\n  { op: "wait", until: "settled", hours: ${hours}, also: ${blocks} },\n`,
    terraform: '',
  }[language];
  const place = { curl: /\{"op":/, python: /\nSTEPS = \[\n/, typescript: /const STEPS.*\n/, terraform: /^/ };
  return text.replace(place[language], () => wait);
}

/** Where a file of a run is. */
export const inFolder = (folder: string, name: string): string => join(folder, name);
