// A Worker that returns the owner of an address: GET /192.0.2.77. Token, account and prefix are environment variables.
import { BindingTable, Byoip, isByoipError } from 'byoip';

export default {
  async fetch(request, env) {
    try {
      const { serviceBindings } = new Byoip({ env }).addressing.prefixes;
      const table = BindingTable.fromBindings(await serviceBindings.list(env.PREFIX_ID));
      return Response.json(table.resolve(new URL(request.url).pathname.slice(1)));
    } catch (error) {
      if (!isByoipError(error)) throw error;
      return Response.json({ error: error.message, help: error.help }, { status: error.outcome ? 502 : 400 });
    }
  },
};
