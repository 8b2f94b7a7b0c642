// What the ring calls of the planner's wasm, wherever it comes from.

export {
  aggregate,
  aggregateColumns,
  drawMap,
  Layout,
  planCall,
  prefixText,
  readDesired,
  snapshotText,
} from 'glue/planner.js';
