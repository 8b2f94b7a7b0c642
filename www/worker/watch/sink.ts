// Where alerts go: webhooks with exactly the URLs of the settings.

import { jsonBody, slackBody } from './alert.js';
import type { AlertSink } from './watch.js';

/** Time limit of one delivery, ms. */
const DELIVERY_LIMIT = 10_000;

/** The forms of an alert. */
const BODIES = { slack: slackBody, json: jsonBody };

/** A webhook that takes this form. Any status but 2xx is a failure, a redirect as well: nothing is sent anywhere else. */
export function webhook(name: keyof typeof BODIES, url: string): AlertSink {
  return {
    name,
    async send(content) {
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'byoip-worker' },
          body: BODIES[name](content),
          redirect: 'manual',
          signal: AbortSignal.timeout(DELIVERY_LIMIT),
        });
        answer.body?.cancel().catch(() => {});
        // The URL is a secret: the log has neither it nor the answer.
        log(name, content.alert.id, answer.status);
        return answer.status >= 200 && answer.status < 300;
      } catch {
        log(name, content.alert.id, null);
        return false;
      }
    },
  };
}

function log(sink: string, alert: string, status: number | null): void {
  console.log(JSON.stringify({ watch: 'delivery', sink, alert, status }));
}
