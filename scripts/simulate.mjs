// Replays a run of the simulation and prints its trace: `npm run simulate -- --seed 12`. A failed run prints its seed.

import { main, run, Stop, say } from './steps.mjs';

async function simulate() {
  const [flag, seed = ''] = process.argv.slice(2);
  if (flag !== '--seed' || !/^[\w/:-]+$/.test(seed)) throw new Stop('usage: npm run simulate -- --seed SEED');
  const replay = ['--test', 'simulation', '--', '--exact', 'replay::replay', '--nocapture'];
  const { ok } = await run('cargo', ['test', '--locked', '--quiet', ...replay], {
    what: 'simulation',
    env: { BYOIP_SIMULATE: seed, RUST_BACKTRACE: '0' },
  });
  if (!ok) say('a law is broken, or the seed is not one');
  process.exitCode = ok ? 0 : 1;
}

await main(simulate);
