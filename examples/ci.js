// A step of a CI: binds a block to a service unless it is bound. CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID are set.
import { Byoip } from 'byoip';

const [prefixId, cidr, service_id] = process.argv.slice(2);
const { serviceBindings } = new Byoip().addressing.prefixes;
try {
  const bindings = await serviceBindings.list(prefixId);
  const there = bindings.find((binding) => binding.cidr === cidr && binding.serviceId === service_id);
  const { id, state } = there ?? (await serviceBindings.create(prefixId, { cidr, service_id }));
  console.log(`${cidr} is bound by ${id}: ${state}`);
} catch (error) {
  console.error(`${error.code}: ${error.message}; ${error.help}`);
  process.exitCode = error.outcome === 'unknown' ? 2 : 1;
}
