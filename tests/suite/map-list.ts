// The list that the suites of map and layout draw, and the same as bindings of a table.

export const PREFIX = '192.0.2.0/24';
export const LIST = [
  { cidr: '192.0.2.128/25', serviceId: null, state: null },
  { cidr: PREFIX, serviceId: 'transit', state: 'active' },
  { cidr: '192.0.2.16/28', serviceId: 'cdn', state: 'active' },
  { cidr: '192.0.2.20/32', serviceId: 'spectrum', state: 'provisioning' },
  { cidr: '192.0.2.144/28', serviceId: 'cdn' },
  { cidr: '198.51.100.0/24', serviceId: 'elsewhere' },
] as const;

export const BINDINGS = LIST.map((binding, i) => ({
  id: `b${i}`,
  serviceName: null,
  extra: {},
  ...binding,
  state: 'state' in binding ? binding.state : null,
}));
