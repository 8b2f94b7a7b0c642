// The functions of the planner's wasm that the package calls.

export {
  aggregate,
  aggregateColumns,
  findService,
  Layout,
  planCall,
  prefixText,
  readDesired,
  snapshotText,
} from 'glue/planner.js';
