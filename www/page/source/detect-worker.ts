// Whether the page came from its Worker: the Worker says so in a header, and a host of plain files cannot.

const SERVER_TIMING_NAME = 'byoip-worker';

/** False where the page is surely served as plain files, so that no request has to fail to find out. */
export function mayHaveWorker(): boolean {
  // Browsers show this header in secure contexts only; elsewhere the Worker has to be asked.
  if (!isSecureContext) return true;
  const [navigation] = performance.getEntriesByType('navigation');
  if (!(navigation instanceof PerformanceNavigationTiming)) return true;
  return navigation.serverTiming.some(({ name }) => name === SERVER_TIMING_NAME);
}
