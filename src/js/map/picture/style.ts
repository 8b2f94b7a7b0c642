// The styles of the map: one set of rules, with custom properties in a page and with plain colours in a file.

import { HUES, type Hue, NO_SERVICE_HUE } from '../model/palette.js';

/** Colours that are not of a service: in light and in dark. A page can set `--byoip-map-…` for each. */
const TOKENS = {
  card: ['#ffffff', '#1a1c1f'],
  line: ['#e0e0db', '#33373c'],
  'line-strong': ['#83868b', '#767c85'],
  text: ['#17191c', '#eceef0'],
  soft: ['#565b62', '#a7adb5'],
  link: ['#0b51c1', '#8ab4ff'],
  ink: ['#17191c', '#f6f7f8'],
  paper: ['#ffffff', '#141518'],
  bad: ['#b3261e', '#ff9a8f'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

type Token = keyof typeof TOKENS;

const SANS = 'ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';
const MONO =
  'ui-monospace,"SF Mono",SFMono-Regular,"Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace';

/** The rules without colours; `SANS` and `MONO` are replaced. */
const SHAPES = `
.byoip-map{font-family:SANS;font-variant-ligatures:none}
.byoip-map text{unicode-bidi:isolate}
.byoip-map .title{font:700 17px MONO}
.byoip-map .caption{font-size:12.5px;paint-order:stroke;stroke-width:6px;stroke-linejoin:round}
.byoip-map .axis text,.byoip-map .block-size{font:11px MONO}
.byoip-map .block-letter{font-size:14px;font-weight:750}
.byoip-map .block-letter.small{font-size:10.5px}
.byoip-map .block-name{font-size:13px;font-weight:650}
.byoip-map .block-cidr,.byoip-map .marker-text,.byoip-map .line-name{font:600 12px MONO}
.byoip-map .block-under{font-size:11.5px}
.byoip-map .continues{font-size:15px}
.byoip-map .map-texts text{paint-order:stroke;stroke-width:5px;stroke-linejoin:round}
.byoip-map .tick,.edge,.pattern-line,.byoip-map .hatch-line,.byoip-map .marker-line{fill:none}
.edge{stroke-width:1.5}
.edge.thick{stroke-width:2.5}
.pattern-line{stroke-width:1.4}
.letter{font:700 12px SANS;text-anchor:middle;paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
.letter.small{font-size:9.5px}
.byoip-map .hatch-line{stroke-opacity:.55;stroke-width:2.4}
.byoip-map .scale-link{fill-opacity:.75;stroke-width:.75}
.provisioning .edge{stroke-dasharray:6 4}
.stuck .edge{stroke-dasharray:1 4;stroke-width:2.5;stroke-linecap:round}
.regional .edge{stroke-dasharray:2 3}
.cluster .edge,.mixed .edge{stroke-dasharray:1 2}
.regional .tint{fill:none}
.byoip-map .marker-line{stroke-width:1.75}
.byoip-map .marker-line.behind{stroke-width:5;opacity:.8}
.byoip-map .marker-dot{stroke-width:1.75}
`;

/** Selector, property and colour. */
const INKS: readonly (readonly [selector: string, property: 'fill' | 'stroke', token: Token])[] = [
  ['.byoip-map text,.letter', 'fill', 'text'],
  ['.byoip-map .caption,.byoip-map .axis text,.byoip-map .block-under', 'fill', 'soft'],
  ['.byoip-map .block-size,.byoip-map .continues,.byoip-map .aside', 'fill', 'soft'],
  ['.byoip-map .caption,.byoip-map .marker-line.behind', 'stroke', 'card'],
  ['.byoip-map .card,.byoip-map .marker-dot', 'fill', 'card'],
  ['.byoip-map .card,.byoip-map .scale-link', 'stroke', 'line'],
  ['.byoip-map .rows .cluster .tint', 'fill', 'card'],
  ['.byoip-map .rows .cluster .edge', 'stroke', 'text'],
  ['.byoip-map .tick', 'stroke', 'line-strong'],
  ['.byoip-map .hatch-line', 'stroke', 'text'],
  ['.byoip-map .marker-line:not(.behind),.byoip-map .marker-dot', 'stroke', 'ink'],
  ['.byoip-map .marker-label,.byoip-map .marker-dot.owner', 'fill', 'ink'],
  ['.byoip-map .marker-text', 'fill', 'paper'],
];

/** The same for the colours of a service, inside an element with the class of its hue. */
const HUE_INKS: readonly (readonly [selector: string, property: 'fill' | 'stroke', colour: keyof Hue])[] = [
  ['.tint', 'fill', 'tint'],
  ['.edge', 'stroke', 'edge'],
  ['.pattern-line', 'stroke', 'pattern'],
  ['.pattern-dot', 'fill', 'pattern'],
  ['.letter', 'stroke', 'tint'],
  ['.byoip-map .block-letter', 'fill', 'edge'],
  ['.halo text', 'stroke', 'tint'],
  ['.byoip-map .share', 'fill', 'edge'],
  ['.byoip-map .scale-link', 'fill', 'tint'],
];

/** What only a page needs: the pointer, the focus, the selection, and the colours that a user forces. */
const INTERACTIVE = `
.byoip-map.drawing{display:block;overflow:hidden;user-select:none}
.byoip-map text,.ring,.marker,.map-texts{pointer-events:none}
.run,.block{cursor:pointer;outline:none}
.block.current{cursor:default}
.run:hover .edge,.block:not(.current):hover .edge{stroke-width:2.5}
.ring{fill:none;stroke:none}
.run:focus-visible .ring,.block:focus-visible .ring{stroke:var(--link);stroke-width:3.5}
.block.selected .ring{stroke:var(--ink);stroke-width:2.5}
.swatch{flex:none;display:block}
.service{display:inline-flex;align-items:center;gap:8px;min-width:0;vertical-align:middle}
.crumbs ol,.legend,.crumbs li,.legend li{display:flex;flex-wrap:wrap;align-items:baseline;list-style:none;margin:0;padding:0}
.crumbs ol{gap:2px 0;font-size:12.5px}
.crumbs li+li::before{content:"›";margin:0 8px;color:var(--soft)}
.crumb{padding:1px 0;border:0;background:none;font:inherit;font-family:MONO;color:var(--link);cursor:pointer;text-decoration:underline;text-decoration-color:color-mix(in srgb,currentColor 35%,transparent);text-underline-offset:3px}
.crumb.current{color:var(--text);cursor:default;text-decoration:none;font-weight:650}
.crumb-size{margin-left:10px}
.crumb-size,.legend-count,.keys{color:var(--soft)}
.legend{gap:4px 20px;margin-bottom:12px;font-size:13.5px}
.legend li{align-items:center;gap:8px}
.stage{min-width:0;overflow:hidden}
.keys{margin:8px 0 0;font-size:12.5px}
@media (prefers-reduced-motion:no-preference){.byoip-map .rows,.byoip-map .strip{animation:byoip-map-appear .18s ease-out}}
@keyframes byoip-map-appear{from{opacity:.35}}
@media (forced-colors:active){
.byoip-map.byoip-map text,.swatch text{fill:CanvasText;stroke:Canvas;paint-order:stroke}
.tint,.byoip-map .scale-link{fill:Canvas}
.edge,.pattern-line,.byoip-map .tick,.byoip-map .marker-line{stroke:CanvasText}
.pattern-dot{fill:CanvasText}
.byoip-map .share{forced-color-adjust:none}
.byoip-map .marker-label{fill:Highlight}
.byoip-map.byoip-map .marker-text{fill:HighlightText;stroke:none}
.run:focus-visible .ring,.block:focus-visible .ring{stroke:Highlight}
}
`;

/** Each hue with its class. */
const hues = (): readonly (readonly [name: string, hue: Hue])[] => [
  ...HUES.map((hue, at) => [`hue-${at}`, hue] as const),
  ['no-service', NO_SERVICE_HUE],
];

const fontsAs = (css: string, sans: string, mono: string): string =>
  css.replaceAll('SANS', sans).replaceAll('MONO', mono);

/**
 * The rules for a page. With `root`, such as `:host`, they set the colours there: `--byoip-map-text`,
 * `--byoip-map-hue-0-tint`, `--byoip-map-font` and the like replace them. Our own page has them already.
 */
export function liveStyles(root: string | null): string {
  const themed = (name: string, pair: readonly [string, string]): string =>
    `var(--byoip-map-${name},light-dark(${pair.join()}))`;
  const tokens = Object.entries(TOKENS).map(([name, pair]) => `--${name}:${themed(name, pair)}`);
  const colours = hues().map(([name, hue]) => {
    const parts = Object.entries(hue).map(([part, pair]) => `--${part}:${themed(`${name}-${part}`, pair)}`);
    return `.${name}{${parts.join(';')}}`;
  });
  const inks = [...INKS, ...HUE_INKS].map(
    ([selector, property, token]) => `${selector}{${property}:var(--${token})}`,
  );
  const shapes = fontsAs(
    SHAPES + INTERACTIVE,
    `var(--byoip-map-font,${SANS})`,
    `var(--byoip-map-mono,${MONO})`,
  );
  return [root === null ? '' : `${root}{${tokens.join(';')}}`, ...colours, ...inks, shapes].join('\n');
}

/** A selector that holds in the file alone, since a file can be part of a page. */
function scoped(selector: string): string {
  return selector
    .split(',')
    .map((part) => (part.startsWith('.byoip-map') ? part : `.byoip-map ${part}`))
    .join();
}

/** The rules for a file, which follow the light or dark mode of its viewer; `used` are the classes of hues in it. */
export function fileStyles(used: ReadonlySet<string>): string {
  const ofHue = (name: string, selector: string): string =>
    scoped(`.${name}${selector.startsWith('.halo') ? '' : ' '}${selector.replace('.byoip-map ', '')}`);
  const inks = (scheme: 0 | 1): readonly string[] => [
    ...INKS.map(([selector, property, token]) => `${scoped(selector)}{${property}:${TOKENS[token][scheme]}}`),
    ...hues()
      .filter(([name]) => used.has(name))
      .flatMap(([name, hue]) =>
        HUE_INKS.map(
          ([selector, property, part]) => `${ofHue(name, selector)}{${property}:${hue[part][scheme]}}`,
        ),
      ),
  ];
  const shapes = fontsAs(SHAPES, SANS, MONO).replace(/^[^{\n]+/gm, scoped);
  return ['', ...inks(0), '@media (prefers-color-scheme:dark){', ...inks(1), `}${shapes}`].join('\n');
}
