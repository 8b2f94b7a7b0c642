// Laws of the SVG of `drawMap`: the same bytes for the same map, escaped names, a bounded size, and true shares.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawMap, MAP_WIDTHS, type MapBinding, ownersOf } from 'byoip';

const TRANSIT = '2db684ee7ca04e159946fd05b99e1bcd';
const CDN = 'c0de0000000000000000000000000cd1';
const SPECTRUM = 'c0de00000000000000000000000005ec';
const SERVICES = [
  { id: TRANSIT, name: 'Magic Transit' },
  { id: CDN, name: 'CDN' },
  { id: SPECTRUM, name: 'Spectrum' },
];

const bound = (...pairs: readonly (readonly [cidr: string, serviceId: string | null])[]): MapBinding[] =>
  pairs.map(([cidr, serviceId]) => ({ cidr, serviceId }));

const draw = (
  prefix: string,
  bindings: readonly MapBinding[],
  more: Partial<Parameters<typeof drawMap>[0]> = {},
): string => drawMap({ prefix, bindings, services: SERVICES, ...more });

const count = (text: string, part: string): number => text.split(part).length - 1;

/** Numbers from a seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** `n` bindings of 10.0.0.0/8, the default among them. */
function manyBindings(n: number): MapBinding[] {
  const below = numbers(n);
  const cidrs = new Set<string>();
  while (cidrs.size < n - 1) {
    const length = [16, 20, 24, 28, 32][below(5)] ?? 32;
    const host = Math.floor(below(2 ** 24) / 2 ** (32 - length)) * 2 ** (32 - length);
    cidrs.add(`10.${host >>> 16}.${(host >>> 8) & 255}.${host & 255}/${length}`);
  }
  return [
    { cidr: '10.0.0.0/8', serviceId: TRANSIT },
    ...[...cidrs].map((cidr) => ({
      cidr,
      serviceId: [CDN, SPECTRUM, null][below(3)] ?? null,
      state: below(9) === 0 ? 'provisioning' : 'active',
    })),
  ];
}

test('the order of the bindings changes no byte', () => {
  const list = bound(
    ['192.0.2.0/24', TRANSIT],
    ['192.0.2.16/28', CDN],
    ['192.0.2.20/32', SPECTRUM],
    ['192.0.2.128/25', null],
  );
  const desired = bound(['192.0.2.0/24', TRANSIT], ['192.0.2.16/28', SPECTRUM]);
  const first = draw('192.0.2.0/24', list, { desired });
  assert.equal(draw('192.0.2.0/24', [...list].reverse(), { desired: [...desired].reverse() }), first);
});

test('addresses that change owner are counted, and hatched in both states', () => {
  const before = bound(['192.0.2.0/24', TRANSIT], ['192.0.2.16/28', CDN]);
  const desired = bound(['192.0.2.0/24', TRANSIT], ['192.0.2.16/28', SPECTRUM]);
  const changed = draw('192.0.2.0/24', before, { desired });
  assert.ok(changed.includes('16 of 256 addresses change owner'));
  assert.equal(count(changed, 'fill="url(#byoip-hatch)"'), 3, 'in the legend and in each strip');
  assert.ok(changed.includes('192.0.2.16/28 goes to CDN, is removed'));
  assert.ok(changed.includes('192.0.2.16/28 goes to Spectrum, is new'));
  const same = draw('192.0.2.0/24', before, { desired: before });
  assert.ok(same.includes('none of 256 addresses changes owner'));
  assert.equal(count(same, 'byoip-hatch'), 0);
});

test('a binding without effect on owners is new, and not hatched', () => {
  const before = bound(['192.0.2.0/24', CDN]);
  const drawing = draw('192.0.2.0/24', before, {
    desired: [...before, ...bound(['192.0.2.16/28', CDN])],
  });
  assert.ok(drawing.includes('none of 256 addresses changes owner'));
  assert.ok(drawing.includes('192.0.2.16/28 goes to CDN, is new'));
});

test('names are escaped as text', () => {
  const hostile = [
    '</text><script>alert(1)</script>',
    'a\u202eb\u0000\ufffe\n\u00ad\u061c',
    "\"onload='x'&",
    ']]>',
    '\ud800',
  ];
  const bindings = [
    ...hostile.map((serviceName, at) => ({
      cidr: `192.0.2.${at * 32}/27`,
      serviceId: `s${at}`,
      serviceName,
    })),
    { cidr: '192.0.2.192/27', serviceId: '<id>' },
  ];
  const drawing = drawMap({ prefix: '192.0.2.0/24', bindings });
  for (const bad of [
    '<script',
    '\u202e',
    '\u0000',
    '\ufffe',
    '\u00ad',
    '\u061c',
    '\ud800',
    '"onload',
    ']]>',
    '<id>',
    'href',
    '@import',
    'url(h',
  ]) {
    assert.ok(!drawing.includes(bad), JSON.stringify(bad));
  }
  assert.match(drawing, /a\\u\{202e\}b\\u\{0\}/, 'what is hidden is spelled out');
  assert.ok(drawing.includes('&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;'));
});

test('a long name is cut', () => {
  const bindings = [{ cidr: '192.0.2.0/24', serviceId: 'a', serviceName: 'x'.repeat(100_000) }];
  assert.ok(drawMap({ prefix: '192.0.2.0/24', bindings }).length < 20_000);
});

test('the width is the requested one', () => {
  const list = bound(['192.0.2.0/24', CDN], ['192.0.2.7/32', SPECTRUM]);
  for (const width of [MAP_WIDTHS.least, 777, MAP_WIDTHS.most]) {
    const [, found, height] =
      / width="(\d+)" height="(\d+)"/.exec(draw('192.0.2.0/24', list, { width })) ?? [];
    assert.equal(Number(found), width);
    assert.ok(Number(height) < 1000);
  }
});

test('the size of a map is bounded by its pixels', () => {
  const drawing = draw('10.0.0.0/8', manyBindings(20_000));
  assert.ok(drawing.length < 700_000, `${drawing.length} characters`);
  assert.ok(count(drawing, '<rect') < 4000, `${count(drawing, '<rect')} rectangles`);
});

test('every prefix can be drawn without bindings, and with a chain of all lengths', () => {
  for (const [prefix, bits] of [
    ['0.0.0.0/0', 32],
    ['::/0', 128],
    ['192.0.2.1/32', 32],
    ['2001:db8::/32', 128],
  ] as const) {
    assert.ok(draw(prefix, []).includes('0 bindings'), prefix);
    const [address = ''] = prefix.split('/');
    // Every block that contains the first address: the host bits of 192.0.2.1 and 2001:db8:: are cleared.
    // ::/80 ends among the IPv4-mapped addresses, which are refused.
    const lengths = Array.from({ length: bits + 1 }, (_, length) => length).filter(
      (length) => address !== '::' || length !== 80,
    );
    const chain = lengths.map((length) => ({
      cidr: containing(address, length),
      serviceId: `s${length % 30}`,
    }));
    const drawing = draw(prefix, chain, { desired: [], width: 640 });
    assert.ok(drawing.endsWith('</svg>\n') && drawing.length < 2_000_000, `${prefix}: ${drawing.length}`);
  }
});

/** The block of a length around 0.0.0.0, ::, 192.0.2.1 or 2001:db8::. */
function containing(address: string, length: number): string {
  if (address === '::' || address === '0.0.0.0') return `${address}/${length}`;
  if (address === '192.0.2.1') {
    const bits = BigInt.asUintN(32, (0xc000_0201n >> BigInt(32 - length)) << BigInt(32 - length));
    return `${[24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.')}/${length}`;
  }
  const kept = BigInt.asUintN(
    32,
    (0x2001_0db8n >> BigInt(Math.max(0, 32 - length))) << BigInt(Math.max(0, 32 - length)),
  );
  const [high, low] = [(kept >> 16n).toString(16), (kept & 0xffffn).toString(16)];
  return kept === 0n ? `::/${length}` : low === '0' ? `${high}::/${length}` : `${high}:${low}::/${length}`;
}

test('each service has letters and a pattern of its own besides its colour', () => {
  const bindings = Array.from({ length: 30 }, (_, at) => ({
    cidr: `192.0.2.${at * 8}/29`,
    serviceId: `s${String(at).padStart(2, '0')}`,
    serviceName: `Service ${at}`,
  }));
  const drawing = drawMap({ prefix: '192.0.2.0/24', bindings, width: 1600 });
  const [, legend = ''] = /<g class="legend">(.*?)Where traffic goes/s.exec(drawing) ?? [];
  const letters = [...legend.matchAll(/class="letter[^>]*>([^<]+)</g)]
    .map(([, letter]) => letter)
    .filter((letter) => letter !== '…' && letter !== '–');
  assert.ok(letters.length > 20);
  assert.equal(new Set(letters).size, letters.length, letters.join());
  assert.equal(count(drawing, '<pattern id="byoip-'), 30);
});

test('lists are read in every format, and names come from either list', () => {
  const envelope = JSON.stringify({
    success: true,
    errors: [],
    messages: [],
    result: [
      {
        id: 'a',
        cidr: '192.0.2.0/24',
        service_id: CDN,
        service_name: 'Shop',
        provisioning: { state: 'provisioning' },
      },
    ],
  });
  const bare = JSON.stringify([{ cidr: '192.0.2.0/24', serviceId: CDN }]);
  const alone = drawMap({ prefix: '192.0.2.0/24', bindings: envelope });
  assert.ok(alone.includes('Shop') && alone.includes('still rolling out'));
  const both = drawMap({ prefix: '192.0.2.0/24', bindings: bare, desired: envelope });
  assert.ok(both.includes('goes to Shop') && !both.includes(CDN));
});

test('a large prefix is drawn in lines, and one strip is enough where nothing differs', () => {
  const drawing = draw('10.0.0.0/20', bound(['10.0.0.0/20', TRANSIT], ['10.0.5.7/32', CDN]));
  for (const name of [
    '10.0.0.0 to 10.0.4.255, 5 × /24',
    '10.0.5.0/24',
    '10.0.6.0 to 10.0.15.255, 10 × /24',
  ]) {
    assert.ok(drawing.includes(`>${name}<`), name);
  }
  assert.equal(count(drawing, 'class="rows"'), 1, 'the bindings of one line');
});

const number = (address: string): number =>
  address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** The painted width of each colour in a part to scale: areas by its height. */
function painted(part: string): Map<string, number> {
  const widths = new Map<string, number>();
  const boxes = [...part.matchAll(/<g class="([\w-]+)">\s*<path class="share" d="([^"]*)"/g)].flatMap(
    ([, hue = '', d = '']) =>
      [...d.matchAll(/M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)/g)].map(([, ...edges]) => ({
        hue,
        edges: edges.map(Number) as [number, number, number, number],
      })),
  );
  const height =
    Math.max(...boxes.map(({ edges }) => edges[3])) - Math.min(...boxes.map(({ edges }) => edges[1]));
  for (const { hue, edges } of boxes) {
    const [left, top, right, bottom] = edges;
    widths.set(hue, (widths.get(hue) ?? 0) + ((right - left) * (bottom - top)) / height);
  }
  return widths;
}

/** Colours of the services in these maps, by the order of their IDs. */
const HUES = new Map<string | null, string>([
  [TRANSIT, 'hue-0'],
  [SPECTRUM, 'hue-1'],
  [CDN, 'hue-2'],
  [null, 'no-service'],
]);

/** Each service has its share of the width, to a pixel. */
function holdsShares(
  part: string,
  from: number,
  to: number,
  owners: ReturnType<typeof ownersOf>,
  width: number,
  name: string,
): void {
  const shares = new Map<string, number>();
  for (const { first, last, serviceId } of owners) {
    const size = Math.min(number(last), to) - Math.max(number(first), from) + 1;
    const hue = HUES.get(serviceId) ?? '';
    if (size > 0) shares.set(hue, (shares.get(hue) ?? 0) + (size / (to - from + 1)) * width);
  }
  const found = painted(part);
  for (const hue of new Set([...shares.keys(), ...found.keys()])) {
    const difference = Math.abs((shares.get(hue) ?? 0) - (found.get(hue) ?? 0));
    assert.ok(difference <= 1, `${name}, ${hue}: ${found.get(hue)} px of ${shares.get(hue)}`);
  }
}

test('the strip to scale gives each service the width of its addresses, to a pixel, however many bindings there are', () => {
  let bars = 0;
  let mixed = 0;
  for (const n of [2, 200, 5000]) {
    const bindings = manyBindings(n);
    const owners = ownersOf('10.0.0.0/8', bindings);
    const drawing = draw('10.0.0.0/8', bindings, { width: 1048 });
    const lines = [
      ...drawing.matchAll(/class="line-name"[^>]*>([^<]*)<(.*?)(?=class="line-name"|<\/svg>)/gs),
    ];
    assert.ok(lines.length > 1);
    for (const [, name = '', line = ''] of lines) {
      const [, first = '', last] = /^([\d.]+)(?:\/12| to ([\d.]+))/.exec(name) ?? [];
      const end = last === undefined ? number(first) + 2 ** 20 - 1 : number(last);
      const [, bar] = /class="true-scale".*?class="to-scale">(.*)/s.exec(line) ?? [];
      if (bar !== undefined) {
        const [own = ''] = bar.split('<text');
        holdsShares(own, number(first), end, owners, 1000, `${n} bindings, ${name}`);
        bars += 1;
      }
      const boxes =
        /<title>([\d.]+)(?: to ([\d.]+))?: mostly .*?<rect class="tint" [^>]*width="([\d.]+)".*?class="to-scale">(.*?)<rect/gs;
      for (const [, from = '', to = from, width, shares = ''] of line.matchAll(boxes)) {
        holdsShares(
          shares,
          number(from),
          number(to),
          owners,
          Number(width),
          `${n} bindings, ${from} to ${to}`,
        );
        mixed += 1;
      }
    }
  }
  assert.ok(bars > 15 && mixed > 50, `${bars} bars and ${mixed} boxes were compared`);
});

test('one address of an IPv6 prefix, and two beside each other, leave every number a number', () => {
  const hosts = Array.from({ length: 90 }, (_, at) => ({
    cidr: `2001:db8:${(at % 7).toString(16)}::${(at + 1).toString(16)}/128`,
    serviceId: at % 2 === 0 ? CDN : SPECTRUM,
  }));
  for (const count of [1, 2, 90]) {
    const bindings = [{ cidr: '2001:db8::/32', serviceId: TRANSIT }, ...hosts.slice(0, count)];
    for (const width of [320, 960]) {
      assert.doesNotMatch(draw('2001:db8::/32', bindings, { width }), /NaN|Infinity|undefined|\de[-+]\d/);
    }
  }
});

test('where several owners share a part of the strip, it says who has most of it', () => {
  const hosts = Array.from({ length: 256 }, (_, at) => ({
    cidr: `192.0.2.${at}/32`,
    serviceId: at % 4 === 0 ? SPECTRUM : CDN,
  }));
  const drawing = draw('192.0.2.0/24', [...bound(['192.0.2.0/24', TRANSIT]), ...hosts], { width: 480 });
  assert.match(
    drawing,
    /<title>[\d.]+ to [\d.]+: mostly CDN \(7\d %\), [\d,]+ ranges, [\d,]+ addresses<\/title>/,
  );
  assert.doesNotMatch(drawing, /class="run no-service/);
});
