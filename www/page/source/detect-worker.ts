// Whether a Worker served the page. The Worker says so in a header that a host of plain files does not send.

const SERVER_TIMING_NAME = 'byoip-worker';

/** False where the page is certainly served as plain files, so that no request has to fail to find out. */
export function mayHaveWorker(): boolean {
  // Browsers show the header in secure contexts only. Elsewhere the page has to ask the Worker.
  if (!isSecureContext) return true;
  const [navigation] = performance.getEntriesByType('navigation');
  if (!(navigation instanceof PerformanceNavigationTiming)) return true;
  return navigation.serverTiming.some(({ name }) => name === SERVER_TIMING_NAME);
}
