// A Worker that watches one prefix: each tick of its cron compares it with the tick before, and posts what has changed.
import { Byoip, driftReport, takeSnapshot, writeSnapshot } from 'byoip';

export default {
  async scheduled(_event, { PREFIX, SNAPSHOTS, WEBHOOK, ...env }) {
    const before = await SNAPSHOTS.get(PREFIX);
    // An account that cannot be read throws here: it is never taken for an empty one.
    const now = writeSnapshot(await takeSnapshot(new Byoip({ env }), { only: [PREFIX] }));
    const { data, lines } = driftReport(before ?? now, now);
    if (data.findings.length > 0) {
      const body = JSON.stringify({ text: lines.map(({ text }) => text).join('\n') });
      const headers = { 'content-type': 'application/json' };
      const { ok, status } = await fetch(WEBHOOK, { method: 'POST', headers, body });
      // The snapshot before stays, so that the next tick posts again.
      if (!ok) throw new Error(`the webhook answered ${status}`);
    }
    await SNAPSHOTS.put(PREFIX, now);
  },
};
