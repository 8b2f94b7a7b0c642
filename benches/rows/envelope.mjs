// From the bytes of `list-bindings` to something that can be asked.

import { z } from 'zod';
import { addresses, blocks, envelope, show } from '../draw.mjs';
import { v4TableOfResult } from '../js-table.mjs';
import { BindingTable } from '../subject.mjs';

/** The schema of the answer, as the API's documentation has it. */
function schema() {
  const messages = z.array(
    z.object({
      code: z.int().min(1000),
      message: z.string(),
      documentation_url: z.string().optional(),
      source: z.object({ pointer: z.string().optional() }).optional(),
    }),
  );
  const binding = z.object({
    id: z.string(),
    cidr: z.string(),
    service_id: z.string().nullish(),
    service_name: z.string().nullish(),
    provisioning: z.object({ state: z.string().optional() }).nullish(),
  });
  return z.object({ errors: messages, messages, success: z.literal(true), result: z.array(binding) });
}

function contestants(n) {
  const list = blocks(n, 4);
  const body = envelope(list);
  const texts = addresses(256, list).map(show);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const json = () => JSON.parse(decoder.decode(body));
  const compiled = schema();
  z.config({ jitless: true });
  const interpreted = schema();
  interpreted.parse(json());
  z.config({ jitless: false });
  compiled.parse(json());
  const count = (parsed) => () => [parsed().result.length];
  const ask = (table) => texts.map((text) => table.find(text));
  const ours = () => {
    const table = BindingTable.fromEnvelope(body);
    table.dispose();
  };
  const each = (name, run, answers, targets) => ({ name, run, operations: n, answers, ...targets });
  const byoip = each('byoip', ours, () => {
    const table = BindingTable.fromEnvelope(body);
    const answers = [table.size, ...ask(table)];
    table.dispose();
    return answers;
  });
  const js = (parsed) => () => v4TableOfResult(parsed().result);
  const askJs = (parsed) => () => [parsed().result.length, ...ask(js(parsed)())];
  const checked = () => compiled.parse(json());
  const checkedSlowly = () => interpreted.parse(json());
  return [
    byoip,
    each('`JSON.parse` alone', json, count(json), { atLeast: 1.2 }),
    each('`JSON.parse` and zod', checked, count(checked), { atLeast: 1.5 }),
    each('`JSON.parse` and zod without eval', checkedSlowly, count(checkedSlowly)),
    each('`JSON.parse` and best JS table, nothing checked', js(json), askJs(json)),
    each('`JSON.parse`, zod and best JS table', js(checked), askJs(checked)),
  ];
}

export const rows = [
  [1000, '1,000'],
  [100_000, '100,000'],
].map(([n, shown]) => ({
  id: `envelope-${n}`,
  title: `bytes of the envelope to a table, ${shown} bindings`,
  contestants: () => contestants(n),
}));
