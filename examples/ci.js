// A CI step: binds a block to a service unless it is bound. Needs CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
import { Byoip } from 'byoip';

const [prefixId, cidr, service_id] = process.argv.slice(2);
const { serviceBindings } = new Byoip().addressing.prefixes;
try {
  const bindings = await serviceBindings.list(prefixId);
  const existing = bindings.find((binding) => binding.cidr === cidr && binding.serviceId === service_id);
  const { id, state } = existing ?? (await serviceBindings.create(prefixId, { cidr, service_id }));
  console.log(`${cidr} is bound by ${id}: ${state}`);
} catch (error) {
  console.error(`${error.code}: ${error.message}; ${error.help}`);
  process.exitCode = error.outcome === 'unknown' ? 2 : 1;
}
