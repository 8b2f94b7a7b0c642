#!/usr/bin/env node
// The executable `byoip`: runs the command with the streams and environment of the process.

import type { ProcessIo } from '../cli/io.js';
import { main } from '../cli/main.js';
import { streamSink } from '../cli/streams.js';
import { exemptLoopback } from '../client/proxy.js';

// Node reads the proxy variables at each request.
exemptLoopback(process.env);

const io: ProcessIo = {
  stdin: process.stdin,
  stdout: streamSink(process.stdout),
  stderr: streamSink(process.stderr),
  env: process.env,
  untilStopped: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
};

process.exitCode = await main(process.argv.slice(2), io);
