// What the page can do beyond the first look, in one piece that is fetched after it.

export { createDraftPanel } from './draft/draft-panel.js';
export { createManyPanel } from './lookup/bulk-lookup-panel.js';
export { keepPage } from './offline/register-service-worker.js';
export { createPlanPlace } from './plan/plan-section.js';
export { createNamesNotice } from './services/confusable-names-notice.js';
export { readFragment } from './share/link-codec.js';
export { openShared, SHARED_PREFIX } from './share/link-schema.js';
export { createKeepPanel } from './share/save-panel.js';
export { readContents } from './source/read-file.js';
