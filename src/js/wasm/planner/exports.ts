// The functions of the planner's wasm that the package calls.

export {
  aggregate,
  aggregateColumns,
  findService,
  Layout,
  planCall,
  prefixText,
  readDesired,
  readDesiredByPrefix,
  snapshotText,
} from 'glue/planner.js';
