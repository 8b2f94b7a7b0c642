// The functions of the planner's wasm that the package calls.

export {
  aggregate,
  aggregateColumns,
  findService,
  Layout,
  planCall,
  prefixText,
  Run,
  readDesired,
  readDesiredByPrefix,
  snapshotCall,
  snapshotText,
} from 'glue/planner.js';
