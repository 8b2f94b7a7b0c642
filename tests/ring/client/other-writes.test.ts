// The client's writes of BGP prefixes, delegations and descriptions, and the validation of a prefix.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APIError, isByoipError } from 'byoip';
import { FAULT_NAMES, SEED_PREFIXES } from 'byoip/emulator';
import {
  accountState,
  BGP_PREFIX,
  clientOn,
  clientWithFaults,
  PREFIX,
  rejection,
  resultText,
} from '../setup/faulty-client.js';
import { success } from '../setup/scripted-server.js';
import { DELEGATION, NEW_BGP_PREFIX, NEW_DELEGATION, perform, WRITES } from '../setup/writes.js';

const prefix_id = PREFIX;
const V6 = SEED_PREFIXES.v6.id;

test('without a fault each write is one request, between the reads that it needs', async () => {
  const requests: Readonly<Record<string, readonly string[]>> = {
    'create a BGP prefix': ['GET bgp-prefixes', 'POST bgp-prefixes', 'GET bgp-prefixes'],
    'delete a BGP prefix': ['DELETE bgp-prefix'],
    'create a delegation': ['GET delegations', 'POST delegations', 'GET delegations'],
    'delete a delegation': ['DELETE delegation'],
    'edit a description': ['PATCH prefix', 'GET prefix'],
  };
  for (const [name, expected] of Object.entries(requests)) {
    const write = WRITES[name];
    assert.ok(write !== undefined);
    const set = await clientWithFaults([]);
    await perform(write, set);
    assert.deepEqual(set.asked, expected, name);
    assert.equal(write.count(accountState(set)), 1, name);
    await set.close();
  }
});

test('the results are typed', async () => {
  const set = await clientWithFaults([]);
  const { prefixes } = set.client.addressing;
  const bgp = await prefixes.bgpPrefixes.create(V6, NEW_BGP_PREFIX);
  assert.deepEqual([bgp.cidr, bgp.onDemand?.advertised], [NEW_BGP_PREFIX.cidr, false]);
  assert.equal(await prefixes.bgpPrefixes.delete(bgp.id, { prefix_id: V6 }), null);
  const delegation = await prefixes.delegations.create(PREFIX, NEW_DELEGATION);
  assert.deepEqual(
    [delegation.cidr, delegation.delegatedAccountId],
    [NEW_DELEGATION.cidr, NEW_DELEGATION.delegated_account_id],
  );
  assert.equal(await prefixes.delegations.delete(delegation.id, { prefix_id }), null);
  assert.equal((await prefixes.edit(PREFIX, { description: '' })).description, '');
  const validated = await prefixes.validate(PREFIX).withReply();
  assert.deepEqual([validated.status, validated.result.irrValidationState], [202, 'pending']);
  await set.close();
});

test('a second resource of the same identity is refused, and the first one stays', async () => {
  const set = await clientWithFaults([]);
  const { bgpPrefixes, delegations } = set.client.addressing.prefixes;
  await bgpPrefixes.create(V6, NEW_BGP_PREFIX);
  await delegations.create(PREFIX, NEW_DELEGATION);
  for (const again of [
    () => bgpPrefixes.create(V6, NEW_BGP_PREFIX),
    () => delegations.create(PREFIX, NEW_DELEGATION),
  ]) {
    const error = await rejection(again());
    assert.ok(error instanceof APIError);
    assert.equal(error.outcome, 'rejected', error.message);
  }
  const { prefix, bgpPrefixesV6 } = accountState(set);
  assert.equal(prefix.delegations?.filter(({ cidr }) => cidr === NEW_DELEGATION.cidr).length, 1);
  assert.equal(bgpPrefixesV6.filter(({ cidr }) => cidr === NEW_BGP_PREFIX.cidr).length, 1);
  await set.close();
});

test('a create that meets an older resource after a lost request names it, in words for its kind', async () => {
  const set = await clientWithFaults([
    { fault: 'reset', kind: 'POST bgp-prefixes', nth: 2 },
    { fault: 'reset', kind: 'POST delegations', nth: 2 },
  ]);
  const { bgpPrefixes, delegations } = set.client.addressing.prefixes;
  const bgp = await bgpPrefixes.create(V6, NEW_BGP_PREFIX);
  const delegation = await delegations.create(PREFIX, NEW_DELEGATION);
  const { cidr, delegated_account_id: account } = NEW_DELEGATION;
  for (const [again, shown, help] of [
    [
      () => bgpPrefixes.create(V6, NEW_BGP_PREFIX),
      `the list shows ${NEW_BGP_PREFIX.cidr} as the BGP prefix \`${bgp.id}\``,
      'a block can have only one BGP prefix',
    ],
    [
      () => delegations.create(PREFIX, NEW_DELEGATION),
      `the list shows ${cidr} delegated to \`${account}\` by \`${delegation.id}\``,
      'a block can be delegated to an account only once',
    ],
  ] as const) {
    const error = await rejection(again());
    assert.ok(isByoipError(error));
    assert.equal(error.outcome, 'rejected');
    assert.ok(error.message.endsWith(shown), error.message);
    assert.ok(error.help.startsWith(help), error.help);
  }
  await set.close();
});

test('a create whose list fails is `not-sent`', async () => {
  const set = await clientWithFaults([
    { fault: 'http-500', kind: 'GET bgp-prefixes' },
    { fault: 'http-500', kind: 'GET delegations' },
  ]);
  const { bgpPrefixes, delegations } = set.client.addressing.prefixes;
  assert.match(await resultText(bgpPrefixes.create(V6, NEW_BGP_PREFIX)), / not-sent$/);
  assert.match(await resultText(delegations.create(PREFIX, NEW_DELEGATION)), / not-sent$/);
  assert.ok(set.asked.every((kind) => kind.startsWith('GET ')));
  await set.close();
});

test('the help of an unknown outcome names what to read', async () => {
  const silent: typeof fetch = async (_, init) => {
    if (init?.method === 'GET') return new Response(success([]));
    throw new TypeError('fetch failed');
  };
  const { prefixes } = clientOn('https://example.com', { fetch: silent, maxRetries: 0 }).addressing;
  for (const [call, help] of [
    [() => prefixes.bgpPrefixes.create('p', NEW_BGP_PREFIX), 'list the BGP prefixes of the prefix before'],
    [() => prefixes.delegations.create('p', NEW_DELEGATION), 'list the delegations of the prefix before'],
    [() => prefixes.edit('p', { description: 'x' }), 'get the prefix before'],
    [() => prefixes.validate('p'), 'get the prefix before'],
  ] as const) {
    const error = await rejection(call());
    assert.ok(isByoipError(error));
    assert.equal(error.outcome, 'unknown');
    assert.ok(error.help.startsWith(help), error.help);
  }
});

test('the success of an edit that did not change the description is `edit-ineffective`', async () => {
  const stubborn: typeof fetch = async () =>
    new Response(success({ id: 'p', cidr: '192.0.2.0/24', approved: 'V', description: 'old' }));
  const { prefixes } = clientOn('https://example.com', { fetch: stubborn }).addressing;
  const error = await rejection(prefixes.edit('p', { description: 'new' }));
  assert.ok(isByoipError(error));
  assert.deepEqual([error.code, error.outcome], ['edit-ineffective', 'rejected']);
  assert.match(error.message, /but `description` of the prefix did not change$/);
});

test('a BGP prefix that is advertised is not deleted', async () => {
  const set = await clientWithFaults([]);
  const { bgpPrefixes } = set.client.addressing.prefixes;
  assert.match(await resultText(bgpPrefixes.delete(BGP_PREFIX, { prefix_id })), / rejected$/);
  assert.equal(accountState(set).prefix.bgpPrefixes.length, 1);
  await set.close();
});

test('a validation is sent again without a read, and is never said to be rejected where an earlier one may have arrived', async () => {
  for (const fault of FAULT_NAMES) {
    const once = await clientWithFaults([{ fault, kind: 'POST validate', nth: 1 }]);
    const end = await resultText(once.client.addressing.prefixes.validate(PREFIX));
    const isStarted = accountState(once).prefix.validatingUntil !== undefined;
    assert.ok(end !== 'done' || isStarted, `${fault}: ${end}`);
    assert.ok(!isStarted || !/ (rejected|not-sent)$/.test(end), `${fault}: ${end}`);
    assert.ok(
      once.asked.every((kind) => kind === 'POST validate'),
      fault,
    );
    await once.close();
  }
  const faults = [
    { fault: 'reset-after-commit', kind: 'POST validate', nth: 1 },
    { fault: '1002-forbidden', kind: 'POST validate', nth: 2 },
  ] as const;
  const set = await clientWithFaults(faults);
  assert.equal(
    await resultText(set.client.addressing.prefixes.validate(PREFIX)),
    'PermissionDeniedError api-failure unknown',
  );
  assert.equal(set.asked.length, 2);
  await set.close();
});

test('a delegation that the list lacks is deleted once more, and not found then means success', async () => {
  for (const [maxRetries, deletes] of [
    [2, 2],
    [0, 1],
  ] as const) {
    const lost = { fault: 'reset-after-commit', kind: 'DELETE delegation', nth: 1 } as const;
    const set = await clientWithFaults([lost], { maxRetries });
    accountState(set).prefix.delegations = [DELEGATION];
    const { delegations } = set.client.addressing.prefixes;
    assert.equal(await resultText(delegations.delete(DELEGATION.id, { prefix_id })), 'done');
    assert.equal(set.asked.filter((kind) => kind === 'DELETE delegation').length, deletes);
    assert.match(await resultText(delegations.delete(DELEGATION.id, { prefix_id })), / rejected$/);
    await set.close();
  }
});
