// Makes the watch of the Worker work on this machine: receives its alerts, and is its timer.

import { createServer } from 'node:http';

/** Time between two ticks, ms. In production it is five minutes. */
export const TICK = 15_000;

/**
 * Receives alerts in the plain form.
 *
 * @param {(summary: string) => void} onAlert
 * @returns {Promise<{ url: string, close: () => void }>} `url`: for the setting `ALERT_WEBHOOK_URL`
 */
export async function receiveAlerts(onAlert) {
  const server = createServer(async (incoming, outgoing) => {
    try {
      let text = '';
      for await (const chunk of incoming) text += chunk;
      onAlert(JSON.parse(text).summary);
      outgoing.writeHead(204).end();
    } catch {
      outgoing.writeHead(400).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

/**
 * Ticks until it is stopped. `wrangler dev --test-scheduled` takes a tick as a request.
 *
 * @param {number} workerPort
 * @returns {() => void} stops
 */
export function startTimer(workerPort) {
  const tick = () => fetch(`http://127.0.0.1:${workerPort}/__scheduled`).catch(() => {});
  tick();
  const timer = setInterval(tick, TICK);
  return () => clearInterval(timer);
}
