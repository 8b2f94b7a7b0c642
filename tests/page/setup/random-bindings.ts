// Bindings that are drawn from a seed: nested, regional, rolled out and bound twice.

/** Numbers from a seed, so that a failure comes again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export const PREFIXES = ['192.0.2.0/24', '2001:db8::/32'] as const;
const SERVICES = ['transit', 'cdn', 'spectrum', null] as const;
const STATES = ['active', 'provisioning', 'unheard of', null] as const;

/** Up to 23 blocks of the last byte, or of the second group: any length, now and then one twice, now and then the prefix. */
export function randomBindings(prefix: (typeof PREFIXES)[number], seed: number) {
  const below = numbers(seed);
  return Array.from({ length: below(24) }, (_, at) => {
    const length = below(9);
    const first = (below(256) >> (8 - length)) << (8 - length);
    const group = first === 0 ? '' : `:${(first << 8).toString(16)}`;
    const cidr =
      prefix === '192.0.2.0/24' ? `192.0.2.${first}/${24 + length}` : `2001:db8${group}::/${32 + length}`;
    const serviceId = SERVICES[below(SERVICES.length)] ?? null;
    return {
      id: `b${at}`,
      cidr,
      serviceId,
      serviceName: serviceId,
      state: STATES[below(STATES.length)] ?? null,
      extra: {},
    };
  });
}
