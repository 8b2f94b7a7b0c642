// The panels and functions that the first screen does not need, fetched after it as one piece.

export { createApplyForm } from './apply/apply-form.js';
export { RunController } from './apply/run-controller.js';
export { createRunSection } from './apply/run-section.js';
export { printTable } from './bindings/print-table.js';
export { createTableFilter } from './bindings/table-filter.js';
export { tableRows } from './bindings/table-view.js';
export { createDraftBar } from './draft/draft-bar.js';
export { createDraftPanel } from './draft/draft-panel.js';
export { createDriftPanel } from './drift/drift-panel.js';
export { showKeys } from './lib/key-help.js';
export { createBulkLookupPanel } from './lookup/bulk-lookup-panel.js';
export { drawOfflineBanner, drawOfflineCopy } from './offline/offline-banner.js';
export { registerServiceWorker } from './offline/register-service-worker.js';
export { createPlanSection } from './plan/plan-section.js';
export { aggregateInWorker } from './planner/planner-client.js';
export { createPrefixOverview } from './prefix/prefix-overview.js';
export { createConfusableNamesNotice } from './services/confusable-names-notice.js';
export { createDroppedFile } from './share/dropped-file.js';
export { decodeFragment } from './share/link-codec.js';
export { LINK_PREFIX_ID, openPayload } from './share/link-schema.js';
export { provenance } from './share/provenance.js';
export { createSavePanel } from './share/save-panel.js';
export { createFilePanel } from './source/file-panel.js';
export { readAccountFile } from './source/read-file.js';
export { tokenForm } from './source/token-form.js';
