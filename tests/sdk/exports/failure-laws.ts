// The laws of every exported program with failures of the API, wrong lists and concurrent changes.

import assert from 'node:assert/strict';
import type { FaultName } from 'byoip/emulator';
import { type Law, stoppedWith, succeeded } from './run-export.js';

/** The fault for each of the lists from the `from`-th to before the `to`-th, once a write was sent or at once. */
function lists(fault: FaultName, from: number, to: number, written = false) {
  let [count, begun] = [0, !written];
  return ({ method }: { readonly method: string }): FaultName | undefined => {
    if (method !== 'GET') {
      begun = true;
      return undefined;
    }
    if (!begun) return undefined;
    count += 1;
    return count > from && count <= to ? fault : undefined;
  };
}

const HEAD =
  /^API: {5}http:\/\/127\.0\.0\.1:\d+\/client\/v4\naccount: 258def64c72dae45f3e4c8516e2111f2\nprefix: {2}192\.0\.2\.0\/24, id 2af39739cc4e3b5910c918468bb89828\n/;

/** Registers the laws. */
export function failureLaws(law: Law): void {
  law('it names API, account and prefix before anything is sent', { small: true }, async ({ run, asked }) => {
    let before = -1;
    const ran = await run({ PAUSE_SECONDS: '1' }, (output) => {
      if (before < 0 && HEAD.test(output)) before = asked.length;
      return false;
    });
    succeeded(ran);
    assert.match(ran.stdout, HEAD);
    assert.ok(before === 0 || before === 1, `${before} lists before the head was seen`);
  });

  law(
    'shortened waits are refused unless the API is on this machine, and nothing is sent',
    { small: true },
    async ({ run, asked }) => {
      for (const WAIT_SECONDS of ['0', '21599']) {
        // Reserved for documentation: nothing answers there.
        const ran = await run({ WAIT_SECONDS, CLOUDFLARE_BASE_URL: 'https://192.0.2.1/client/v4' });
        stoppedWith(ran, /^stopped: WAIT_SECONDS is shorter than the waits of the plan/);
        assert.match(ran.stdout, /^API: {5}https:\/\/192\.0\.2\.1\/client\/v4\naccount: .*\nprefix: .*\n$/);
      }
      stoppedWith(
        await run({ WAIT_SECONDS: '0', CLOUDFLARE_BASE_URL: 'https://localhost.example.com/client/v4' }),
        /stopped: WAIT_SECONDS/,
      );
      assert.equal(asked.length, 0);
    },
  );

  for (const [fault, count] of [
    ['partial-list', /3 of 4 entries/],
    ['partial-list-pages', /page 1 of 3/],
    ['partial-list-cursor', /1 entries, and a cursor to more/],
  ] as const)
    law(
      `a list that says that it is a part is never the whole: ${fault}`,
      { faults: () => fault },
      async ({ run, sent, asked }) => {
        const ran = await run();
        stoppedWith(ran, /stopped: the list is incomplete: /);
        assert.match(ran.stderr, count);
        assert.deepEqual([sent.length, asked.length], [0, 1]);
      },
    );

  law(
    'a list that says that it is whole is one',
    { small: true, faults: () => 'whole-list' },
    async (made) => {
      succeeded(await made.run());
      assert.deepEqual(made.bound(), made.desired);
    },
  );

  for (const [fault, words] of [
    ['1002-forbidden', /refused \(HTTP 403: 1002 forbidden\)\. Nothing more is sent\. Check that the token/],
    ['1002-forbidden-404', /refused \(HTTP 404: 1002 forbidden\)/],
    ['7003-no-route', /refused \(HTTP 404: 7003 No route for the URI\).*CLOUDFLARE_BASE_URL/],
    ['6003-chain', /6111 Invalid format for Authorization header.*Check the format of CLOUDFLARE_API_TOKEN/],
    ['10001-method', /10001 Method not allowed for token\).*permission/],
    ['odd-errors', /refused \(HTTP 400: the block is reserved, null, ask support, 7 no\)/],
  ] as const)
    law(`a list that is refused is asked for once: ${fault}`, { faults: () => fault }, async (made) => {
      stoppedWith(await made.run(), words);
      assert.deepEqual([made.sent.length, made.asked.length], [0, 1]);
    });

  for (const fault of [
    '10000-authentication',
    '10001-authentication',
    '10040-200',
    '1000-timeout-404',
  ] as const)
    law(
      `a list that fails for a moment is asked for again: ${fault}`,
      { small: true, faults: lists(fault, 0, 4) },
      async (made) => {
        succeeded(await made.run());
        assert.deepEqual(made.bound(), made.desired);
      },
    );

  law(
    'a list that fails longer ends with the words of the API',
    { faults: () => '10000-authentication' },
    async ({ run, sent, asked }) => {
      stoppedWith(
        await run(),
        /stopped: the list cannot be read \(HTTP 403: 10000 Authentication error\)\. Nothing more is sent\. Check CLOUDFLARE_API_TOKEN/,
      );
      assert.deepEqual([sent.length, asked.length], [0, 6]);
    },
  );

  for (const [form, refusing] of [
    [
      'an error',
      (words: string) =>
        Response.json({ success: false, errors: [{ code: 1003, message: `no ${words}` }] }, { status: 400 }),
    ],
    ['a page', (words: string) => new Response(`<p>no\n${words}</p>`, { status: 403 })],
  ] as const)
    law(`an API that echoes the token in ${form} has it cut out`, { refusing }, async ({ run, sent }) => {
      // That the token is not shown is looked at after every run.
      stoppedWith(await run(), /stopped: .*no.Bearer \*\*\*/);
      assert.equal(sent.length, 0);
    });

  law(
    'an API that is unavailable during a wait does not end the run',
    // The second list after the first write is the first of the wait: twice six tries fail there, and one more.
    { small: true, faults: lists('http-503', 1, 14, true) },
    async ({ run, bound, desired }) => {
      const ran = await run();
      succeeded(ran);
      assert.match(ran.stdout, /waiting for: a readable list \(HTTP 503: 10001 service unavailable\)/);
      assert.deepEqual(bound(), desired);
    },
  );

  law(
    'an API that stays unavailable ends the wait at its time, and the next run continues',
    { small: true, faults: lists('502-html', 1, 14, true) },
    async ({ run, bound, desired, sent }) => {
      stoppedWith(
        await run({ MAX_OUTAGE_SECONDS: '1' }),
        /stopped: the list cannot be read for \d+ s \(HTTP 502, not JSON: <!DOCTYPE html>.*bad gateway.*Run this again/,
      );
      const writes = sent.length;
      succeeded(await run());
      assert.deepEqual([bound(), sent.length], [desired, writes]);
    },
  );

  for (const [state, cure] of [
    ['magic_transit_route_missing', /Add a Magic route that covers the block; then run this again/],
    ['waiting_for_review', /This state may not end by itself/],
  ] as const)
    law(
      `a wait ends where a binding is stuck, with the cure: ${state}`,
      {
        small: true,
        after: (_, sent, prefix) => {
          const stick = sent.length === 1;
          if (stick)
            prefix.bindings = prefix.bindings.map((one) =>
              one.cidr.endsWith('/29') ? { ...one, stuck: state } : one,
            );
        },
      },
      async ({ run, prefix, bound, desired }) => {
        for (const _ of [1, 2]) {
          const ran = await run();
          stoppedWith(
            ran,
            new RegExp(`^stopped: stuck: 192\\.0\\.2\\.160/29 is in ${state}\\. Nothing more is sent\\.`),
          );
          assert.match(ran.stderr, cure);
        }
        prefix.bindings = prefix.bindings.map(({ stuck: _, ...one }) => one);
        succeeded(await run());
        assert.deepEqual(bound(), desired);
      },
    );

  law(
    'a binding that never becomes active ends the wait at its time, and the next run goes on',
    { small: true, provisioningDelay: 1e9 },
    async ({ run, prefix, bound, desired }) => {
      stoppedWith(
        await run({ MAX_WAIT_SECONDS: '2' }),
        /^stopped: after 2 s: 192\.0\.2\.160\/29 is provisioning\. Nothing more is sent\. Run this again to continue waiting/,
      );
      prefix.bindings = prefix.bindings.map((one) => ({ ...one, activeAt: 0 }));
      succeeded(await run());
      assert.deepEqual(bound(), desired);
    },
  );

  law(
    'a binding without a state counts as active, and so does a state as text',
    {
      small: true,
      provisioningDelay: 1e9,
      listing: (rows) =>
        rows.map((row, i) =>
          i % 2 === 0 ? { ...row, provisioning: undefined } : { ...row, provisioning: 'active' },
        ),
    },
    async ({ run, bound, desired }) => {
      succeeded(await run({ MAX_WAIT_SECONDS: '2' }));
      assert.deepEqual(bound(), desired);
    },
  );

  law(
    'a plan that begins with a wait waits for what it names before it writes',
    { small: true, early: { '192.0.2.0/25': 1e9 }, first: { hours: 0, also: ['192.0.2.0/25'] } },
    async ({ run, bound, desired, sent, activate }) => {
      const ran = await run({}, activate);
      succeeded(ran);
      assert.match(
        ran.stdout,
        /step 1 of \d: wait until settled: at least 0 hours\n {2}0 s of 0 s, waiting for: 192\.0\.2\.0\/25 is provisioning\n/,
      );
      assert.ok(sent.every(({ provisioning }) => provisioning === 0));
      assert.deepEqual(bound(), desired);
    },
  );

  law(
    'hours of a wait at the start of a plan count from the start of the program',
    { small: true, first: { hours: 2, also: [] } },
    async ({ run, sent }) => {
      const ran = await run({ WAIT_SECONDS: '' }, (output) =>
        output.includes('waiting for: the time to pass'),
      );
      assert.match(
        ran.stdout,
        /step 1 of \d: .*at least 2 hours\n {2}0 s of 7200 s, waiting for: the time to pass/,
      );
      assert.equal(sent.length, 0);
    },
  );

  law(
    'a binding that is stuck at the start ends the run before it writes',
    {
      small: true,
      early: { '192.0.2.0/25': 1e9 },
      first: { hours: 0, also: ['192.0.2.0/25'] },
      listing: (rows) =>
        rows.map(
          (row) =>
            JSON.parse(
              JSON.stringify(row).replace('"provisioning"}', '"magic_transit_route_missing"}'),
            ) as object,
        ),
    },
    async ({ run, sent }) => {
      stoppedWith(await run(), /^stopped: stuck: 192\.0\.2\.0\/25 is in magic_transit_route_missing/);
      assert.equal(sent.length, 0);
    },
  );

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    law(
      `interrupted by ${signal} it leaves no trace but a line that says where it stood`,
      { small: true, provisioningDelay: 1e9 },
      async ({ run, bound, desired, activate }) => {
        const cut = await run({}, (output) => output.includes('is provisioning'), signal);
        assert.equal(cut.code, code);
        assert.match(
          cut.stderr,
          /^(Terminated\n)?interrupted at step \d of 3\. Run this again to continue: it lists first, to see which steps are done\n$/,
        );
        activate('is provisioning');
        succeeded(await run());
        assert.deepEqual(bound(), desired);
      },
    );

  law(
    'a run after a stop compares with what the steps that are done have left',
    { after: (bind, sent) => (sent.length === 2 ? bind('192.0.2.77/32') : undefined) },
    async ({ run, sent }) => {
      stoppedWith(await run(), /stopped: the bindings are not/);
      const again = await run();
      const place =
        /^ {2}after [23] of \d+ steps:\n {2}unexpected: \S*192\.0\.2\.77\/32.*\nstopped: the bindings/;
      stoppedWith(again, place);
      assert.equal(sent.length, 2);
    },
  );
}
