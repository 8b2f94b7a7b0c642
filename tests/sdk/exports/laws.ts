// The laws of every exported program, in any language.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FaultName } from 'byoip/emulator';
import { failureLaws } from './failure-laws.js';
import { type Law, type Runner, type SceneOptions, scene, stoppedWith, succeeded } from './run-export.js';

/** Faults of a write, whether it is carried out all the same, and the words of a refusal where it is one. */
const FAULTS: readonly (readonly [FaultName, boolean, RegExp?])[] = [
  ['reset', false],
  ['reset-after-commit', true],
  ['timeout-after-commit', true],
  ['http-408', false],
  ['http-409', false],
  ['http-429-absurd-retry-after', false],
  ['http-500', false],
  ['502-html', false],
  ['http-503', false],
  ['please-wait', false],
  ['success-false-200', false],
  ['html-200', false],
  ['truncated-json', true],
  ['empty-body', true],
  ['wrong-id', true],
  ['wrong-cidr', true],
  ['wrong-service', true],
  ['1000-timeout-200', false],
  ['1000-timeout-400', false],
  ['1000-timeout-404', false],
  ['1000-timeout-200-after-commit', true],
  ['1000-timeout-400-after-commit', true],
  ['1000-timeout-404-after-commit', true],
  ['1000-internal', false],
  ['1000-internal-after-commit', true],
  ['1002-forbidden', false, /refused \(HTTP 403: 1002 forbidden\)/],
  ['1002-forbidden-404', false, /refused \(HTTP 404: 1002 forbidden\)/],
  ['7003-no-route', false, /refused \(HTTP 404: 7003 No route for the URI\).* CLOUDFLARE_BASE_URL/],
  ['6003-chain', false, /6003 Invalid request headers \(6111 Invalid format for Authorization header, 6103 /],
  ['10000-authentication', false, /refused \(HTTP 403: 10000 Authentication error\)/],
  ['10001-authentication', false, /refused \(HTTP 400: 10001 Unable to authenticate request\)/],
  ['10001-method', false, /10001 Method not allowed for token\).* permission/],
  ['10040-200', false],
  ['10040-429', false],
  ['odd-messages', true],
  ['no-errors', true],
  ['odd-fields', true],
  ['odd-errors', false, /refused \(HTTP 400: the block is reserved, null, ask support, 7 no\)/],
  ['text-errors', false, /refused \(HTTP 400: the block is reserved\)/],
];

/** Longer than any test, whatever else the machine does: what is to become active is made so. */
const NEVER = 1e9;

/** Those that differ in what a client meets; the rest is for the quickest of the programs. */
export const SOME_FAULTS: readonly FaultName[] = [
  'reset-after-commit',
  'timeout-after-commit',
  'http-409',
  'http-500',
  'success-false-200',
  'truncated-json',
  '1000-timeout-404',
  '1000-timeout-404-after-commit',
  '1002-forbidden-404',
  '7003-no-route',
  '6003-chain',
  '10040-200',
  'odd-messages',
  'no-errors',
  'odd-fields',
  'odd-errors',
  'text-errors',
];

/** Registers the laws. They run beside each other: most of the time they wait. `faults`: which of the faults to go through. */
export function laws(runner: Runner, faults?: readonly FaultName[]): void {
  describe(runner.language, { concurrency: 3 }, () =>
    register(runner, faults ?? FAULTS.map(([name]) => name)),
  );
}

function register(runner: Runner, faults: readonly FaultName[]): void {
  const law: Law = (name, options, hold) => {
    test(name, async () => {
      const made = await scene(runner, options);
      try {
        await hold(made);
      } finally {
        await made.close();
      }
    });
  };
  const whole = (name: string, options: SceneOptions, env: Readonly<Record<string, string>> = {}): void =>
    law(name, options, async ({ run, bound, desired, sent }) => {
      succeeded(await run(env));
      assert.deepEqual(bound(), desired);
      const writes = sent.length;
      assert.ok(writes >= (options.small === true ? 2 : 6), `${writes} writes`);
      assert.equal(new Set(sent.map(({ what }) => what)).size, writes);
      succeeded(await run());
      assert.equal(sent.length, writes, 'a second run writes nothing');
    });

  whole('hostile names and service ids run nothing, and what is bound is what should be', {});
  whole('so it is where the ids of the bindings are not known', { ids: false });
  whole('so it is where deleted bindings linger in the list', {
    deletions: 'linger',
    provisioningDelay: 1500,
  });
  whole(
    'so it is where lists are late',
    { small: true, listLag: { milliseconds: 400 } },
    { PAUSE_SECONDS: '1' },
  );

  law(
    'nothing is written behind a wait until what was made before it is active',
    { provisioningDelay: NEVER },
    async ({ run, sent, activate }) => {
      const { stdout, ...ran } = await run({}, activate);
      succeeded({ stdout, ...ran });
      assert.match(stdout, /waiting for: 192\.0\.2\.\d+\/\d+ is provisioning/);
      // One binding goes at once; all other deletes stand behind a wait for what was made before them.
      const later = sent.filter(({ what }) => /^DELETE (?!a17c)/.test(what));
      assert.ok(
        later.length >= 3 && later.every(({ provisioning }) => provisioning === 0),
        JSON.stringify(sent),
      );
    },
  );

  law('a wait takes the hours of the plan', { small: true }, async ({ run }) => {
    let seen = '';
    const ran = await run({ WAIT_SECONDS: '' }, (output) => {
      seen = output;
      return output.includes('waiting for: the time to pass');
    });
    assert.notEqual(ran.code, 0);
    assert.match(seen, /0 s of 21600 s, waiting for: the time to pass/);
  });

  law('a wait takes as long as WAIT_SECONDS says', { small: true }, async ({ run }) => {
    const began = Date.now();
    succeeded(await run({ WAIT_SECONDS: '3' }));
    assert.ok(Date.now() - began >= 3000);
  });

  law(
    'interrupted while it waits, it goes on where it was',
    { provisioningDelay: NEVER },
    async ({ run, bound, desired, sent, activate }) => {
      const cut = await run({}, (output) => output.includes('is provisioning'));
      assert.notEqual(cut.code, 0);
      const begun = sent.length;
      assert.ok(begun > 0);
      activate('is provisioning');
      succeeded(await run({}, activate));
      assert.ok(sent.length > begun);
      assert.deepEqual(bound(), desired);
      assert.equal(new Set(sent.map(({ what }) => what)).size, sent.length, 'nothing was sent twice');
    },
  );

  law('a foreign binding stops it before it writes', {}, async ({ run, sent, bind, bound }) => {
    bind('192.0.2.77/32');
    const before = bound();
    stoppedWith(
      await run(),
      /unexpected: .*192\.0\.2\.77\/32[\s\S]*stopped: the bindings are not those that the plan expects/,
    );
    assert.deepEqual([sent.length, bound()], [0, before]);
  });

  law(
    'a foreign binding that appears in between stops it, and stays',
    { after: (bind, sent) => (sent.length === 2 ? bind('192.0.2.77/32') : undefined) },
    async ({ run, sent, bound }) => {
      stoppedWith(await run(), /stopped: the bindings are not those that the plan expects/);
      stoppedWith(await run(), /stopped: the bindings are not those that the plan expects/);
      assert.equal(sent.length, 2);
      assert.ok(bound().some((text) => text.startsWith('192.0.2.77/32 ')));
    },
  );

  law(
    'a list that cannot be read is never an empty one',
    { faults: () => 'success-false-200' },
    async ({ run, sent }) => {
      stoppedWith(await run(), /stopped: the list cannot be read/);
      assert.equal(sent.length, 0);
    },
  );

  law(
    'settings that would send the token elsewhere are refused',
    { small: true },
    async ({ run, sent, bound }) => {
      const before = bound();
      stoppedWith(
        await run({ CLOUDFLARE_BASE_URL: 'http://127.0.0.1:1@example.com/client/v4' }),
        /stopped: CLOUDFLARE_BASE_URL/,
      );
      stoppedWith(
        await run({ CLOUDFLARE_BASE_URL: 'http://example.com/client/v4' }),
        /stopped: CLOUDFLARE_BASE_URL/,
      );
      stoppedWith(
        await run({ CLOUDFLARE_API_TOKEN: 'a"\nurl = "http://example.com' }),
        /stopped: CLOUDFLARE_API_TOKEN/,
      );
      assert.deepEqual([sent.length, bound()], [0, before]);
    },
  );

  for (const method of ['POST', 'DELETE'])
    for (const [fault, commits, words] of FAULTS.filter(([name]) => faults.includes(name))) {
      let used = false;
      const once = (request: { readonly method: string }) => {
        if (used || request.method !== method) return undefined;
        used = true;
        return fault;
      };
      const name = `after ${fault} on a ${method} it sends nothing twice in a run, and ends where it should`;
      law(name, { small: true, faults: once }, async ({ run, sent, bound, desired }) => {
        const first = await run();
        if (commits) succeeded(first);
        else if (first.code !== 0)
          stoppedWith(
            first,
            words ?? /stopped: the result of the last write is unknown .*\((HTTP|no answer)/,
          );
        if (words !== undefined) assert.notEqual(first.code, 0);
        assert.ok(used, 'the fault was met');
        if (first.code !== 0) succeeded(await run());
        assert.deepEqual(bound(), desired);
        const committed = sent.filter((one) => one.committed).map(({ what }) => what);
        assert.equal(new Set(committed).size, committed.length, 'nothing was carried out twice');
        const inRun = sent.map(({ what, run: number }) => `${number} ${what}`);
        assert.equal(new Set(inRun).size, inRun.length, 'nothing was sent twice in a run');
      });
    }
  // Terraform runs the script of `curl`, step by step.
  if (runner.language !== 'terraform') failureLaws(law);
}
