// The vectors in tests/vectors/, read strictly: an unknown field or an empty list is an error.

import aggregateJson from '../vectors/aggregate.json' with { type: 'json' };
import cidrJson from '../vectors/cidr.json' with { type: 'json' };
import envelopeJson from '../vectors/envelope.json' with { type: 'json' };
import listsJson from '../vectors/lists.json' with { type: 'json' };
import planJson from '../vectors/plan.json' with { type: 'json' };
import resolveJson from '../vectors/resolve.json' with { type: 'json' };
import rulesJson from '../vectors/rules.json' with { type: 'json' };
import { fail } from './assert.js';

/** A vector: an object whose fields are read one by one. */
export class Vector {
  readonly about: string;
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(about: string, fields: ReadonlyMap<string, unknown>) {
    this.about = about;
    this.#fields = fields;
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  /** The field as it is, undefined where it is absent. */
  raw(field: string): unknown {
    return this.#fields.get(field);
  }

  text(field: string): string {
    const value = this.raw(field);
    return typeof value === 'string' ? value : fail(`${this.about}: \`${field}\` is not a string`);
  }

  /** A list of objects with the given fields. */
  list(field: string, fields: readonly string[]): readonly Vector[] {
    return vectors(this.raw(field), `${this.about}, ${field}`, fields);
  }

  /** An object with the given fields; null where it is absent. */
  object(field: string, fields: readonly string[]): Vector | null {
    return this.has(field) ? vector(this.raw(field), `${this.about}, ${field}`, fields) : null;
  }
}

function vector(value: unknown, about: string, fields: readonly string[]): Vector {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(`${about} is not an object`);
  const unknown = Object.keys(value).find((field) => !fields.includes(field));
  if (unknown !== undefined) fail(`${about} has the field \`${unknown}\`, which the suite does not know`);
  return new Vector(about, new Map(Object.entries(value)));
}

function vectors(value: unknown, about: string, fields: readonly string[]): readonly Vector[] {
  if (!Array.isArray(value) || value.length === 0) return fail(`${about} is not a list, or an empty one`);
  return value.map((entry: unknown, index) => vector(entry, `${about} ${index} ${labelOf(entry)}`, fields));
}

/** What a person recognises a vector by. */
function labelOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return '';
  const { name, text, cidr, address, first, outer }: Record<string, unknown> = { ...entry };
  const label = name ?? text ?? cidr ?? address ?? first ?? outer;
  return typeof label === 'string' ? `(\`${label.slice(0, 80)}\`)` : '';
}

/** The lists of cidr.json. */
export const cidr = vector(cidrJson, 'cidr.json', [
  'parse',
  'masked',
  'covers',
  'parent',
  'sibling',
  'halves',
  'ranges',
  'addresses',
]);
export const resolve = vectors(resolveJson, 'resolve.json', ['name', 'prefix', 'bindings', 'asks']);
export const envelope = vectors(envelopeJson, 'envelope.json', [
  'name',
  'operation',
  'body',
  'bodyBase64',
  'result',
  'failure',
  'error',
]);
export const rules = vectors(rulesJson, 'rules.json', [
  'name',
  'prefix',
  'bindings',
  'proposed',
  'services',
  'codes',
]);
export const aggregate = vectors(aggregateJson, 'aggregate.json', [
  'name',
  'prefix',
  'default',
  'defaultOnly',
  'claims',
  'readAs',
  'entries',
  'bindings',
  'shares',
  'asClaimed',
  'error',
]);
export const lists = vectors(listsJson, 'lists.json', [
  'name',
  'file',
  'encoding',
  'cut',
  'prefix',
  'services',
  'bindings',
  'regional',
  'lines',
  'columns',
  'error',
]);
export const plan = vectors(planJson, 'plan.json', [
  'name',
  'task',
  'steps',
  'impact',
  'refusals',
  'assumptions',
  'error',
]);
