// A large account as a snapshot: 30 prefixes of both families, each with up to thousands of bindings in every state.

import { writeFileSync } from 'node:fs';
import type { Visit } from './visit.js';

export const LARGE_SERVICES = [
  { id: '2db684ee7ca04e159946fd05b99e1bcd', name: 'Magic Transit' },
  { id: 'c0de0000000000000000000000000cd1', name: 'CDN' },
  { id: 'c0de00000000000000000000000005ec', name: 'Spectrum' },
] as const;
const [TRANSIT, CDN, SPECTRUM] = LARGE_SERVICES;

const hex = (number: number): string => number.toString(16).padStart(32, '0');

interface LargeBinding {
  readonly id: string;
  readonly cidr: string;
  readonly service_id: string | null;
  readonly service_name?: string;
  readonly provisioning?: { readonly state: string };
}

/** Rolling out, stuck and regional bindings are among them: each 40th, 40th and 50th. */
function bindingsOf(at: number, isV6: boolean, count: number): readonly LargeBinding[] {
  const block = (index: number): string =>
    isV6
      ? `2001:db8:${(at * 0x800 + (index >> 8)).toString(16)}:${(index & 255).toString(16)}00::/56`
      : `10.${at}.${index >> 5}.${(index & 31) * 8}/32`;
  const whole = isV6 ? `2001:db8:${(at * 0x800).toString(16)}::/37` : `10.${at}.0.0/16`;
  const bound = (
    index: number,
    cidr: string,
    { id, name }: (typeof LARGE_SERVICES)[number],
  ): LargeBinding => ({
    id: hex(at * 100_000 + index + 1),
    cidr,
    service_id: id,
    service_name: name,
    provisioning: {
      state: index % 40 === 7 ? 'provisioning' : index % 40 === 9 ? 'magic_transit_route_missing' : 'active',
    },
  });
  return [
    bound(0, whole, at % 2 === 0 ? CDN : TRANSIT),
    ...Array.from({ length: count - 1 }, (_, index): LargeBinding => {
      const cidr = block(index + 1);
      if (index % 50 === 13) return { id: hex(at * 100_000 + index + 2), cidr, service_id: null };
      return bound(index + 1, cidr, index % 3 === 0 ? SPECTRUM : TRANSIT);
    }),
  ];
}

/** The snapshot, with `count` bindings in each prefix. The prefixes with an odd number in tens of five are IPv6. */
export function largeSnapshot({ prefixes = 30, count = 5000 } = {}) {
  const account_id = '258def64c72dae45f3e4c8516e2111f2';
  return {
    byoip_snapshot: 1,
    account_id,
    taken_at: '2026-02-20T17:00:00Z',
    services: LARGE_SERVICES,
    prefixes: Array.from({ length: prefixes }, (_, at) => {
      const isV6 = at % 5 === 4;
      const bindings = bindingsOf(at, isV6, count);
      const cidr = bindings[0]?.cidr ?? '';
      return {
        prefix: { id: hex(9_000_000 + at), cidr, approved: 'V', account_id, description: `site ${at}` },
        bindings,
        bgp_prefixes: [{ id: hex(9_500_000 + at), cidr, on_demand: { advertised: at % 3 !== 2 } }],
      };
    }),
  };
}

/** Opens a snapshot as a file. `name` is of the test, whose file nothing else writes. */
export async function openSnapshot({ page, greeted }: Visit, name: string, snapshot: unknown): Promise<void> {
  const path = `target/tests/${name}.json`;
  writeFileSync(path, JSON.stringify(snapshot));
  await greeted();
  await page.getByRole('radio', { name: 'File' }).check();
  await page.setInputFiles('#file', path);
  await page.locator('.crumb.current', { hasText: '10.0.0.0/16' }).waitFor();
}
