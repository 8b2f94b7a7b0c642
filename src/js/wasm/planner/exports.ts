// The functions of the planner's wasm that the package calls.

export {
  aggregate,
  aggregateColumns,
  Body,
  CurrentList,
  DesiredLists,
  findService,
  Layout,
  planCall,
  planCallAboutLists,
  prefixText,
  Run,
  readDesired,
  snapshotCall,
  snapshotText,
} from 'glue/planner.js';
