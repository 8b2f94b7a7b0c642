// The colours have enough contrast, and a service looks the same on the page and in `drawMap`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { drawMap } from 'byoip';
import {
  createPalette,
  HUE_COUNT,
  HUES,
  NO_SERVICE_HUE,
  PATTERN_COUNT,
} from '../../../src/js/map/model/palette.js';
import { liveStyles } from '../../../src/js/map/picture/style.js';

type Scheme = 'light' | 'dark';
type Colours = Readonly<Record<string, string>>;

const css = readFileSync('www/page/styles/tokens.css', 'utf8');

/** The colours that a rule of tokens.css sets. */
function colours(rule: string, scheme: Scheme): Colours {
  const [, body = ''] = new RegExp(`(?:^|\\n)${rule.replace('.', '\\.')} \\{([^}]*)\\}`).exec(css) ?? [];
  assert.notEqual(body, '', `tokens.css has no rule ${rule}`);
  const found: Record<string, string> = {};
  for (const [, name = '', light, dark, both] of body.matchAll(
    /--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));/g,
  )) {
    found[name] = both ?? (scheme === 'light' ? light : dark) ?? '';
  }
  return found;
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function standsOut(
  what: string,
  colour: string | undefined,
  ground: string | undefined,
  least: number,
): void {
  assert.ok(colour !== undefined && ground !== undefined, `${what}: no such colour`);
  const found = contrast(colour, ground);
  assert.ok(found >= least, `${what}: ${colour} on ${ground} has ${found.toFixed(2)}, and needs ${least}`);
}

const ALL_HUES = [
  ...HUES.map((hue, at) => [`hue-${at}`, hue] as const),
  ['no-service', NO_SERVICE_HUE] as const,
];

for (const scheme of ['light', 'dark'] as const) {
  test(`text has a contrast of 4.5 and shapes one of 3, ${scheme}`, () => {
    const root = colours(':root', scheme);
    for (const ground of ['page', 'card', 'sunk', 'picked', 'bad-tint'] as const) {
      for (const ink of ['text', 'soft', 'link', 'good', 'wait', 'bad'] as const) {
        standsOut(`${ink} on ${ground}`, root[ink], root[ground], 4.5);
      }
      standsOut(`line-strong on ${ground}`, root['line-strong'], root[ground], 3);
    }
    standsOut('the button', root['accent-text'], root.accent, 4.5);
    for (const [rule, hue] of ALL_HUES) {
      const at = scheme === 'light' ? 0 : 1;
      const [tint, edge] = [hue.tint[at], hue.edge[at]];
      // Letters are written in the colour of the edge.
      standsOut(`${rule}: letter`, edge, tint, 4.5);
      standsOut(`${rule}: name`, root.text, tint, 4.5);
      standsOut(`${rule}: size below the name`, root.soft, tint, 4.5);
      standsOut(`${rule}: edge`, edge, root.card, 3);
      standsOut(`${rule}: edge on the ground`, edge, root.sunk, 3);
    }
  });
}

/** A service as the legend of a drawn map shows it. */
function legendOf(svg: string): ReadonlyMap<string, object> {
  const [, legend = ''] = /<g class="legend">(.*?)<g transform/s.exec(svg) ?? [];
  const found = new Map<string, object>();
  const entry =
    /<g class="hue-(\d+)">.*?url\(#byoip-\d+-(\d+)\).*?<text class="letter[^>]*>([^<]*)<\/text>\n<text class="block-name"[^>]*>([^<]*)</gs;
  for (const [, hue, pattern, letter, name = ''] of legend.matchAll(entry)) {
    found.set(name, { hue: Number(hue), pattern: Number(pattern), letter, name });
  }
  return found;
}

const NAMES = ['CDN', 'Spectrum', 'Magic Transit', 'Zürich', 'zero trust', 'Сеть', '日本', '7even', '-', 'C'];
const SERVICES = Array.from({ length: 60 }, (_, at) => ({
  id: `${(at * 37) % 60}-${at}`.padStart(5, '0'),
  name: at < NAMES.length ? (NAMES[at] ?? '') : `Service number ${at}`,
  extra: {},
}));

test('a service has one colour, pattern and letter on the page and in every map of the account', () => {
  const palette = createPalette(SERVICES);
  for (const first of [0, 12, 24, 36, 48]) {
    const drawn = SERVICES.slice(first, first + 12);
    const bindings = drawn.map(({ id }, at) => ({ cidr: `192.0.2.${at * 16}/28`, serviceId: id }));
    const legend = legendOf(drawMap({ prefix: '192.0.2.0/24', bindings, services: SERVICES, width: 1600 }));
    assert.equal(legend.size, drawn.length);
    for (const { id, name } of drawn) assert.deepEqual(legend.get(name), palette.of(id), name);
  }
});

test('without a list of services the page and the map agree on the services that bindings name', () => {
  const bindings = [
    { cidr: '192.0.2.0/24', serviceId: 'c', serviceName: 'Magic Transit' },
    { cidr: '192.0.2.0/28', serviceId: 'a', serviceName: 'CDN' },
    { cidr: '192.0.2.16/28', serviceId: 'b', serviceName: 'Spectrum' },
  ];
  const palette = createPalette([]);
  palette.addServices(bindings);
  const legend = legendOf(drawMap({ prefix: '192.0.2.0/24', bindings }));
  for (const { serviceId, serviceName } of bindings) {
    assert.deepEqual(legend.get(serviceName), palette.of(serviceId), serviceName);
  }
});

test('as many services as there are pairs of colour and pattern look different, and more have other letters', () => {
  const first = SERVICES.slice(0, HUE_COUNT * PATTERN_COUNT);
  const palette = createPalette(first);
  const pairs = new Set(first.map(({ id }) => palette.of(id)).map(({ hue, pattern }) => `${hue} ${pattern}`));
  assert.equal(pairs.size, HUE_COUNT * PATTERN_COUNT);
  const looks = SERVICES.map(({ id }) => createPalette(SERVICES).of(id));
  assert.equal(new Set(looks.map(({ letter }) => letter)).size, SERVICES.length);
});

test('a service keeps its look in other accounts, and under the IDs of a link', () => {
  const look = (names: readonly string[], name: string, id: (at: number) => string) => {
    const palette = createPalette(names.map((one, at) => ({ id: id(at), name: one, extra: {} })));
    const { hue, pattern } = palette.of(id(names.indexOf(name)));
    return { hue, pattern };
  };
  const documented = ['Magic Transit', 'Spectrum', 'CDN'];
  for (const [at, name] of documented.entries()) {
    const expected = { hue: at, pattern: at };
    assert.deepEqual(look([name], name, String), expected);
    assert.deepEqual(
      look(['Gateway', ...[...documented].reverse()], name, (one) => `z${9 - one}`),
      expected,
    );
  }
  const alone = look(['Gateway'], 'Gateway', (at) => `shared-${at}`);
  assert.deepEqual(
    look(['Spectrum', 'Gateway', 'CDN'], 'Gateway', (at) => `id-${9 - at}`),
    alone,
  );
  assert.ok(alone.hue >= documented.length, 'no other service takes the hue of a documented one first');
});

test('the page and the map have the same colours', () => {
  const bindings = HUES.map((_, at) => ({ cidr: `192.0.2.${at * 16}/28`, serviceId: `${at}` }));
  const [light = '', dark = ''] = drawMap({ prefix: '192.0.2.0/24', bindings }).split('@media');
  const live = liveStyles(null);
  for (const [rule, { tint, edge, pattern }] of ALL_HUES) {
    for (const [at, rules] of [light, dark].entries()) {
      for (const part of [
        `.byoip-map .${rule} .tint{fill:${tint[at]}}`,
        `.byoip-map .${rule} .edge{stroke:${edge[at]}}`,
        `.byoip-map .${rule} .pattern-line{stroke:${pattern[at]}}`,
      ]) {
        assert.ok(rules.includes(part), part);
      }
    }
    assert.ok(live.includes(`--byoip-map-${rule}-tint,light-dark(${tint.join()})`), rule);
  }
});
