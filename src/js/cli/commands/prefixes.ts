// `byoip prefixes`: lists the prefixes of the account.

import type { Prefix } from '../../types/api.js';
import { connect } from '../api-client.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../io.js';
import { API_OPTIONS } from '../options.js';
import { jsonLines, type Painter, pluralize, safeText, type TextCell, table } from '../output.js';

const HEAD = ['PREFIX', 'ID', 'ASN', 'APPROVED', 'ADVERTISED', 'DESCRIPTION'];

export const prefixes = defineCommand({
  name: 'prefixes',
  summary: 'list the prefixes of the account',
  usage: 'byoip prefixes [--account ID] [--base-url URL] [--json]',
  options: API_OPTIONS,
  notes: ['ADVERTISED is a dash where the API does not tell, which does not mean no.'],
  examples: [
    { line: 'byoip prefixes', what: 'all prefixes of the account' },
    { line: "byoip prefixes --json | jq -r '.[].id'", what: 'their ids' },
  ],
  async run({ values, io, paint }) {
    const list = await connect(values, io).prefixes();
    const rows = list.map((prefix) => row(prefix, paint));
    const sum = pluralize(list.length, 'prefix', 'prefixes');
    await io.stdout.write(values.json ? jsonLines(list) : table(HEAD, rows, sum, paint));
    return EXIT.ok;
  },
});

function row(prefix: Prefix, { bold, green, yellow }: Painter): TextCell[] {
  const { cidr, id, asn, approved, advertised, description, extra } = prefix;
  /** A field with another type than in the schema, unchanged. */
  const unexpected = (field: string, none = '-') =>
    field in extra ? safeText(JSON.stringify(extra[field]), 24) : none;
  const approval = approved === undefined ? unexpected('approved') : approvalOf(approved);
  const advertisement = advertised == null ? unexpected('advertised') : advertised ? 'yes' : 'no';
  return [
    { text: cidr, paint: bold },
    { text: safeText(id) },
    { text: asn == null ? unexpected('asn') : String(asn) },
    { text: approval, paint: approved === 'V' ? green : yellow },
    { text: advertisement, paint: advertised === true ? green : yellow },
    { text: description === undefined ? unexpected('description', '') : safeText(description ?? '') },
  ];
}

/** The API's letter as a word; other values unchanged. */
function approvalOf(approved: string | null | undefined): string {
  if (approved === 'V') return 'yes';
  if (approved === 'P') return 'pending';
  return approved === undefined || approved === null || approved === '' ? '-' : safeText(approved, 24);
}
