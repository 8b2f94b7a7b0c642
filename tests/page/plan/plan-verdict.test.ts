// The first line of a plan: who is affected, how many addresses and how long; never green over a disruption.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planVerdict } from '../../../www/page/plan/plan-verdict.js';
import { choose, migration, planned } from '../setup/actions.js';
import { leave, plainHost } from '../setup/page-suite.js';

const names = new Map([
  ['mt', 'Magic Transit'],
  ['cdn', 'CDN'],
  ['sp', 'Spectrum'],
]);
const palette = {
  of: (id: string | null) => ({ hue: 0, pattern: 0, letter: '', name: names.get(id ?? '') ?? 'no service' }),
};
type Hit = 'unowned' | 'third-party';
const exposure = (hit: Hit, serviceId: string | null, addresses: string, hours: number) => {
  return { step: 1, hit, serviceId, addresses, hours, ranges: { shown: [], more: 0 } };
};
const facts = (unowned: bigint, thirdParty: bigint, ...shown: readonly ReturnType<typeof exposure>[]) => {
  return { steps: 4, affected: { unowned, thirdParty }, exposures: { shown, more: 0 } };
};

test('the verdict is good only where no traffic arrives and nothing is affected', () => {
  const none = facts(0n, 0n);
  assert.equal(planVerdict({ ...none, steps: 0 }, true, palette), null);
  assert.equal(planVerdict(none, false, palette)?.tone, 'good');
  assert.equal(planVerdict(none, true, palette)?.tone, 'wait');
  assert.equal(planVerdict(none, null, palette)?.tone, 'wait');
  assert.match(planVerdict(none, null, palette)?.text ?? '', /advertised is unknown/);
  const hit = facts(0n, 8n, exposure('third-party', 'mt', '8', 6));
  assert.equal(planVerdict(hit, true, palette)?.tone, 'bad');
  assert.equal(planVerdict(hit, null, palette)?.tone, 'bad');
  assert.equal(planVerdict(hit, false, palette)?.tone, 'wait');
});

test('the verdict says how many addresses, which services, and how long', () => {
  const text = (...of: Parameters<typeof facts>): string =>
    planVerdict(facts(...of), true, palette)?.text ?? '';
  assert.equal(
    text(0n, 1n, exposure('third-party', 'mt', '1', 6)),
    'During the change 1 address goes through Magic Transit for up to 6 hours.',
  );
  assert.equal(
    text(
      16n,
      24n,
      exposure('unowned', null, '16', 1),
      exposure('third-party', 'cdn', '8', 6),
      exposure('third-party', 'sp', '16', 12),
    ),
    'During the change 16 addresses are without a service for up to 1 hour; 24 addresses go through CDN and Spectrum for up to 12 hours.',
  );
});

const host = await plainHost();

test('a plan that sends addresses through a third service warns in its checks, and nothing on it is green', async () => {
  const visit = await migration(host);
  assert.match(
    await visit.read('.plan-verdict'),
    /^Every address keeps its service .* advertised is unknown/,
  );
  await choose(visit, 'fewest-writes');
  await planned(visit, 'During the change');
  assert.match(
    await visit.read('.plan-verdict'),
    /16 addresses go through Magic Transit for up to \d+ hours\./,
  );
  assert.match(
    await visit.read('.plan-checks'),
    /Warning 16 addresses through Magic Transit at step \d+, up to \d+ hours/,
  );
  assert.equal(await visit.page.locator('.plan .tone-good').count(), 0);
  assert.doesNotMatch(await visit.read('.plan'), /hitless/i);
  await leave(visit);
});
