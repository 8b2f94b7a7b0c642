// A state of the page in every colour scheme: axe finds nothing, and nothing scrolls sideways.

import assert from 'node:assert/strict';
import type { Visit } from './visit.js';

/** The dark scheme comes upon the open page, as an evening does. `name` is that of the screenshots. */
export async function inspect(visit: Visit, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await visit.page.emulateMedia({ colorScheme });
    await visit.shoot(`${name}-${colorScheme}`);
    const rules = colorScheme === 'light' ? 'all' : 'colours';
    assert.deepEqual(await visit.axe(rules), [], `${name}, ${colorScheme}`);
    assert.equal(await visit.scrollsSideways(), false, `${name}, ${colorScheme} scrolls sideways`);
  }
}
