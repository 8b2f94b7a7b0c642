// The patterns of the page, in one hidden SVG, and the styles of the map.

import { FillPatterns, liveStyles, svgElementOf } from '../../../src/js/entry/page.js';
import { svg } from '../lib/dom.js';

const definitions = svg('defs');
document.body.append(
  svg('svg', { class: 'pattern-defs', width: 0, height: 0, 'aria-hidden': 'true' }, definitions),
);
const styles = new CSSStyleSheet();
styles.replaceSync(liveStyles(null));
document.adoptedStyleSheets.push(styles);

/** Each pair of hue and pattern in use has one pattern. */
export const pagePatterns = new FillPatterns('byoip', (pattern) => definitions.append(svgElementOf(pattern)));
