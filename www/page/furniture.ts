// What the page can do beyond the first look, in one piece that is fetched after it.

export { createDraftPanel } from './draft-panel.js';
export { createKeepPanel } from './keep-panel.js';
export { keepPage } from './keeping.js';
export { createManyPanel } from './many-panel.js';
export { createNamesNotice } from './names-notice.js';
export { createPlanPlace } from './plan-place.js';
export { readContents } from './reading.js';
export { readFragment } from './share.js';
export { openShared, SHARED_PREFIX } from './shared.js';
