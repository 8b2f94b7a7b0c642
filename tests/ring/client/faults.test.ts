// Every operation with every fault, over real sockets: the client's result matches the state of the account.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Byoip } from 'byoip';
import { FAULT_NAMES, type FaultName } from 'byoip/emulator';
import { holds, on } from '../setup/fault-outcome.js';
import {
  accountState,
  BGP_PREFIX,
  BINDING,
  PREFIX,
  type RequestKind,
  resultText,
} from '../setup/faulty-client.js';
import { perform, WRITES } from '../setup/writes.js';

const prefix_id = PREFIX;

/** Every read. */
const READS: Readonly<Record<RequestKind, (client: Byoip) => PromiseLike<unknown>>> = {
  'GET services': ({ addressing }) => addressing.services.list(),
  'GET prefixes': ({ addressing }) => addressing.prefixes.list(),
  'GET prefix': ({ addressing }) => addressing.prefixes.get(PREFIX),
  'GET bindings': ({ addressing }) => addressing.prefixes.serviceBindings.list(PREFIX),
  'GET binding': ({ addressing }) => addressing.prefixes.serviceBindings.get(BINDING, { prefix_id }),
  'GET bgp-prefixes': ({ addressing }) => addressing.prefixes.bgpPrefixes.list(PREFIX),
  'GET bgp-prefix': ({ addressing }) => addressing.prefixes.bgpPrefixes.get(BGP_PREFIX, { prefix_id }),
};

/** How a single try of a read ends. What is not named here is not wrong with a read of that kind. */
const ENDS: Readonly<Partial<Record<FaultName, string>>> = {
  refused: 'APIConnectionError network-failed unknown',
  reset: 'APIConnectionError network-failed unknown',
  'reset-after-commit': 'APIConnectionError network-failed unknown',
  'timeout-after-commit': 'APIConnectionTimeoutError timed-out unknown',
  'http-408': 'APIError api-failure unknown',
  'http-409': 'ConflictError api-failure rejected',
  'http-429': 'RateLimitError api-failure rejected',
  'http-429-retry-after': 'RateLimitError api-failure rejected',
  'http-429-absurd-retry-after': 'RateLimitError api-failure rejected',
  'http-500': 'InternalServerError api-failure unknown',
  '502-html': 'InternalServerError http-status unknown',
  'http-503': 'InternalServerError api-failure unknown',
  'please-wait': 'RateLimitError api-failure rejected',
  'success-false-200': 'APIError api-failure unknown',
  'html-200': 'APIError json-not-json unknown',
  'truncated-json': 'APIError json-truncated unknown',
  'empty-body': 'APIError json-empty unknown',
  '1000-timeout-200': 'APIError api-failure unknown',
  '1000-timeout-400': 'BadRequestError api-failure unknown',
  '1000-timeout-404': 'NotFoundError api-failure unknown',
  '1000-timeout-200-after-commit': 'APIError api-failure unknown',
  '1000-timeout-400-after-commit': 'BadRequestError api-failure unknown',
  '1000-timeout-404-after-commit': 'NotFoundError api-failure unknown',
  '1000-internal': 'APIError api-failure unknown',
  '1000-internal-after-commit': 'APIError api-failure unknown',
  '1002-forbidden': 'PermissionDeniedError api-failure rejected',
  '1002-forbidden-404': 'NotFoundError api-failure rejected',
  '7003-no-route': 'NotFoundError api-failure rejected',
  '6003-chain': 'BadRequestError api-failure rejected',
  '10000-once': 'PermissionDeniedError api-failure rejected',
  '10000-authentication': 'PermissionDeniedError api-failure rejected',
  '10001-once': 'BadRequestError api-failure rejected',
  '10001-authentication': 'BadRequestError api-failure rejected',
  '10001-method': 'BadRequestError api-failure rejected',
  '10040-200': 'RateLimitError api-failure rejected',
  '10040-429': 'RateLimitError api-failure rejected',
  'odd-errors': 'BadRequestError api-failure rejected',
  'text-errors': 'BadRequestError api-failure rejected',
};
/** Lists that say that they are a part. */
const PARTS: readonly FaultName[] = ['partial-list', 'partial-list-pages', 'partial-list-cursor'];
/** Faults after which a read is not tried again. */
const FINAL: readonly FaultName[] = [
  'http-409',
  'http-429-absurd-retry-after',
  '1002-forbidden',
  '1002-forbidden-404',
  '7003-no-route',
  '6003-chain',
  '10001-method',
  'odd-errors',
  'text-errors',
];
/** Faults that affect only the first request. */
const ONCE: readonly FaultName[] = ['10000-once', '10001-once'];

/** For many runs in this process, where an answer that is late counts as one that never comes. */
const impatient = { timeout: 60 };

for (const [kind, call] of Object.entries(READS)) {
  test(`${kind}: each fault has its class, code and outcome, and the next try succeeds`, async () => {
    for (const fault of FAULT_NAMES) {
      const named = fault === 'wrong-id' && /^GET (prefix|binding|bgp-prefix)$/.test(kind);
      const part = PARTS.includes(fault) && /^GET (services|prefixes|bindings|bgp-prefixes)$/.test(kind);
      const whole = named ? 'APIError wrong-echo unknown' : 'done';
      const end = ENDS[fault] ?? (part ? 'APIError list-partial unknown' : whole);
      await on(
        [{ fault, kind, nth: 1 }],
        async ({ client, asked, failed }) => {
          assert.equal(await resultText(call(client)), end, fault);
          assert.deepEqual(asked, [kind], fault);
          assert.equal(failed.length, end === 'done' ? 0 : 1);
        },
        { maxRetries: 0 },
      );
      await on([{ fault, kind, nth: 1 }], async ({ client, asked }) => {
        if (part) {
          assert.equal(await resultText(call(client)), end, fault);
          assert.deepEqual(asked, [kind], fault);
        } else if (FINAL.includes(fault)) {
          assert.match(await resultText(call(client)), / (api-failure|wait-too-long) rejected$/, fault);
          assert.deepEqual(asked, [kind], fault);
        } else {
          assert.equal(await resultText(call(client)), 'done', fault);
          assert.equal(asked.length, end === 'done' ? 1 : 2, fault);
        }
      });
    }
  });

  test(`${kind}: a permanent fault is tried three times, and then is the error`, async () => {
    for (const fault of FAULT_NAMES) {
      if (FINAL.includes(fault) || ONCE.includes(fault) || ENDS[fault] === undefined) continue;
      await on([{ fault, kind }], async ({ client, asked, waits }) => {
        assert.equal(await resultText(call(client)), ENDS[fault], fault);
        assert.deepEqual(asked, [kind, kind, kind], fault);
        assert.equal(waits.length, 2);
      });
    }
  });
}

/** Ends of a write that meets a fault once. Every other fault is got over: the write is done. */
const GIVEN_UP: Readonly<Partial<Record<FaultName, string>>> = {
  'http-409': 'ConflictError api-failure rejected',
  'http-429-absurd-retry-after': 'RateLimitError wait-too-long rejected',
  '1002-forbidden': 'PermissionDeniedError api-failure rejected',
  '1002-forbidden-404': 'NotFoundError api-failure rejected',
  '7003-no-route': 'NotFoundError api-failure rejected',
  '6003-chain': 'BadRequestError api-failure rejected',
  '10000-once': 'PermissionDeniedError api-failure rejected',
  '10000-authentication': 'PermissionDeniedError api-failure rejected',
  '10001-method': 'BadRequestError api-failure rejected',
  'odd-errors': 'BadRequestError api-failure rejected',
  'text-errors': 'BadRequestError api-failure rejected',
};
/** Faults that come before the write is carried out and that are got over by sending it once more. */
const AGAIN: readonly FaultName[] = [
  'refused',
  'reset',
  'http-408',
  'http-429',
  'http-429-retry-after',
  'http-500',
  '502-html',
  'http-503',
  'please-wait',
  'success-false-200',
  'html-200',
  '1000-timeout-200',
  '1000-timeout-400',
  '1000-timeout-404',
  '1000-internal',
  '10001-once',
  '10001-authentication',
  '10040-200',
  '10040-429',
];

for (const [name, write] of Object.entries(WRITES)) {
  test(`${name}: any one fault of the write is resolved by reading, or ends with a correct error`, async () => {
    for (const fault of FAULT_NAMES) {
      await on([{ fault, kind: write.kind, nth: 1 }], async (set) => {
        const end = await resultText(perform(write, set));
        const isIneffective = fault === 'edit-without-effect' && write.kind.startsWith('PATCH ');
        const expected = isIneffective ? 'APIError edit-ineffective rejected' : GIVEN_UP[fault];
        assert.equal(end, expected ?? 'done', fault);
        holds(end, write.count(accountState(set)), fault);
        const writes = set.asked.filter((kind) => kind === write.kind).length;
        // Without a read by id, the answer to a second delete confirms what the list says.
        const isUnclear = write.isListedOnly === true && GIVEN_UP[fault] === undefined;
        if (!isUnclear) assert.equal(writes, AGAIN.includes(fault) ? 2 : 1, fault);
        assert.ok(writes <= 2, fault);
        const [first = 0, second] = set.asked.flatMap((kind, at) => (kind === write.kind ? [at] : []));
        if (second !== undefined) {
          const between = set.asked.slice(first + 1, second);
          assert.ok(
            between.length > 0 && between.every((kind) => kind.startsWith('GET ')),
            `${fault}: a look`,
          );
        }
      });
    }
  });

  test(`${name}: a permanent fault of the write gives a correct outcome`, async () => {
    for (const fault of FAULT_NAMES) {
      for (const maxRetries of [0, 1, 2, 5]) {
        await on(
          [{ fault, kind: write.kind }],
          async (set) => {
            const end = await resultText(perform(write, set));
            holds(end, write.count(accountState(set)), `${fault}, ${maxRetries} retries`);
            const writes = set.asked.filter((kind) => kind === write.kind).length;
            assert.ok(writes <= 1 + maxRetries, `${fault}: ${writes} tries`);
          },
          { maxRetries, ...impatient },
          { socket: false },
        );
      }
    }
  });

  test(`${name}: a fault of any read around the write, alone or with one of the write, gives a correct outcome`, async () => {
    for (const fault of FAULT_NAMES) {
      for (const kind of write.around) {
        for (const nth of [1, 2, 3]) {
          for (const first of ['reset-after-commit', 'reset', 'http-429', 'wrong-id'] as const) {
            const wrongs = [
              { fault, kind, nth },
              { fault: first, kind: write.kind, nth: 1 },
            ];
            await on(
              wrongs,
              async (set) => {
                const end = await resultText(perform(write, set));
                holds(end, write.count(accountState(set)), `${fault} on ${kind} ${nth}, ${first}`);
              },
              { maxRetries: 1, ...impatient },
              { socket: false },
            );
          }
        }
      }
    }
  });
}
