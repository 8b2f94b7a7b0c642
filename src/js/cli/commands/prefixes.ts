// `byoip prefixes`: lists the prefixes of the account.

import type { Prefix } from '../../types/api.js';
import { connect } from '../api-client.js';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { EXIT } from '../io.js';
import { API_OPTIONS, readOptions } from '../options.js';
import {
  AlignedColumns,
  jsonLines,
  type Painter,
  painter,
  pluralize,
  safeText,
  type TextCell,
} from '../output.js';

const USAGE = 'byoip prefixes [--account ID] [--base-url URL] [--json]';

export const prefixes: Command = {
  name: 'prefixes',
  summary: 'list the prefixes of the account',
  usage: USAGE,
  options: API_OPTIONS,
  notes: ['ADVERTISED is a dash where the API does not tell, which does not mean no.'],
  examples: [
    { line: 'byoip prefixes', what: 'all prefixes of the account' },
    { line: "byoip prefixes --json | jq -r '.[].id'", what: 'their ids' },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: API_OPTIONS }, args);
    if (positionals.length > 0)
      throw usageError('`prefixes` takes only options', 'remove the other arguments', USAGE);
    const list = await connect(values, io).prefixes();
    if (values.json === true) {
      await io.stdout.write(jsonLines(list));
      return EXIT.ok;
    }
    const paint = painter(io.stdout, io.env, values['no-color'] === true);
    const head = ['PREFIX', 'ID', 'ASN', 'APPROVED', 'ADVERTISED', 'DESCRIPTION'];
    const rows = [
      head.map((text) => ({ text, paint: paint.dim })),
      ...list.map((prefix) => row(prefix, paint)),
    ];
    const lines = list.length === 0 ? [] : [...new AlignedColumns().lines(rows), ''];
    await io.stdout.write(
      `${[...lines, paint.bold(pluralize(list.length, 'prefix', 'prefixes'))].join('\n')}\n`,
    );
    return EXIT.ok;
  },
};

function row(prefix: Prefix, { bold, green, yellow }: Painter): TextCell[] {
  const { cidr, id, asn, approved, advertised, description, extra } = prefix;
  /** A field with another type than in the schema, unchanged. */
  const unexpected = (field: string, none = '-') =>
    field in extra ? safeText(JSON.stringify(extra[field]), 24) : none;
  const yes = (good: boolean) => (good ? green : yellow);
  return [
    { text: cidr, paint: bold },
    { text: safeText(id) },
    { text: asn === undefined || asn === null ? unexpected('asn') : String(asn) },
    {
      text: approved === undefined ? unexpected('approved') : approvalOf(approved),
      paint: yes(approved === 'V'),
    },
    {
      text:
        advertised === undefined || advertised === null
          ? unexpected('advertised')
          : advertised
            ? 'yes'
            : 'no',
      paint: yes(advertised === true),
    },
    { text: description === undefined ? unexpected('description', '') : safeText(description ?? '') },
  ];
}

/** The API's letter as a word; other values unchanged. */
function approvalOf(approved: string | null | undefined): string {
  if (approved === 'V') return 'yes';
  if (approved === 'P') return 'pending';
  return approved === undefined || approved === null || approved === '' ? '-' : safeText(approved, 24);
}
