// The ten operations of our OpenAPI document, and the operation of a request.

import { readFileSync } from 'node:fs';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';

export const DOCUMENT = 'tests/sdk/openapi.json';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses?: object }>>>>;
}

const BELOW = '/accounts/{account_id}/addressing';
const METHODS = ['get', 'post', 'patch', 'delete', 'put'];

interface Named {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
}

const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Document;

const named: readonly Named[] = Object.entries(paths).flatMap(([template, item]) =>
  Object.entries(item)
    .filter(([key, { responses = {} }]) => METHODS.includes(key) && !Object.hasOwn(responses, '501'))
    .map(([key]) => ({
      name: `${key.toUpperCase()} ${template.slice(BELOW.length)}`,
      method: key.toUpperCase(),
      path: new RegExp(
        `^/client/v4${template.replace('{account_id}', SEED_ACCOUNT_ID).replaceAll(/\{\w+\}/g, '[^/]+')}$`,
      ),
    })),
);

/** The operations by method and template, such as `GET /prefixes/{prefix_id}`, in the order of the document. */
export const OPERATIONS: readonly string[] = named.map(({ name }) => name);

/** The operation that a request asks for; null where it is none of them. */
export function operationOf({
  method,
  url,
}: {
  readonly method: string;
  readonly url: string;
}): string | null {
  const { pathname } = new URL(url);
  return named.find((one) => one.method === method && one.path.test(pathname))?.name ?? null;
}
