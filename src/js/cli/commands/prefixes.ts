// `byoip prefixes`: lists the prefixes of the account.

import { type AccountSource, FROM_OPTION, forEachPrefix, openAccount } from '../account/account.js';
import type { AccountPrefix } from '../account/account-prefix.js';
import { PrefixIndex } from '../account/find-prefix.js';
import { defineCommand } from '../command.js';
import { EXIT, type Io } from '../io.js';
import { API_OPTIONS, flag } from '../options.js';
import { jsonLines, type Painter, pluralize, safeText, type TextCell, table } from '../output.js';

const HEAD = ['PREFIX', 'ID', 'ASN', 'APPROVED', 'ADVERTISED', 'DESCRIPTION'];

export const prefixes = defineCommand({
  name: 'prefixes',
  usage: 'byoip prefixes [PREFIX] [--withdrawn] [--from FILE] [--account ID] [--base-url URL] [--json]',
  options: {
    withdrawn: flag(
      'only prefixes of which the API says that they, or a BGP prefix in them, are not advertised',
    ),
    ...FROM_OPTION,
    ...API_OPTIONS,
  },
  limit: { most: 1, takes: 'one prefix or none', help: 'remove the others' },
  notes: [
    'PREFIX is an id, a CIDR, or an address or a block: the list has the prefixes around it, the most specific first.',
    'ADVERTISED is a dash where the API does not tell, which does not mean no. --withdrawn asks for the BGP prefixes of each prefix too.',
  ],
  examples: [
    { line: 'byoip prefixes', what: 'all prefixes of the account' },
    { line: 'byoip prefixes 192.0.2.8/29', what: 'the prefix of a block' },
    { line: "byoip prefixes --json | jq -r '.[].id'", what: 'their ids' },
  ],
  async run({ values, args: [given], io, paint }) {
    const account = await openAccount(values, io);
    const all = await account.prefixes();
    const wanted = given === undefined ? all : await around(given, account, all);
    const withdrawn = values.withdrawn ? await withdrawnOf(wanted, account, io) : null;
    const list = wanted.filter((prefix) => withdrawn?.has(prefix) !== false);
    const rows = list.map((prefix) => row(prefix, withdrawn !== null, paint));
    const sum = `${pluralize(list.length, 'prefix', 'prefixes')}${withdrawn === null ? '' : ' withdrawn'}`;
    await io.stdout.write(values.json ? jsonLines(list) : table(HEAD, rows, sum, paint));
    return EXIT.ok;
  },
});

/** The prefix that is named, and less specific ones around it. */
async function around(
  text: string,
  account: AccountSource,
  all: readonly AccountPrefix[],
): Promise<readonly AccountPrefix[]> {
  const found = await account.find(text, 'PREFIX');
  return [found, ...new PrefixIndex(all).around(found.cidr).filter((prefix) => prefix !== found)];
}

/** The prefixes that are not advertised, or have a BGP prefix that is not. Null in the API is not a no. */
async function withdrawnOf(
  prefixes: readonly AccountPrefix[],
  account: AccountSource,
  io: Io,
): Promise<ReadonlySet<AccountPrefix>> {
  const what = 'BGP prefixes';
  const states = await forEachPrefix(
    prefixes,
    async (prefix) =>
      prefix.advertised === false ||
      ((await account.bgpPrefixes(prefix)) ?? []).some(({ onDemand }) => onDemand?.advertised === false),
    { io, what },
  );
  return new Set(prefixes.filter((_, i) => states[i]));
}

function row(prefix: AccountPrefix, isWithdrawn: boolean, { bold, green, yellow }: Painter): TextCell[] {
  const { cidr, id = '-', asn, approved, advertised, description, extra = {} } = prefix;
  /** A field with another type than in the schema, unchanged. */
  const unexpected = (field: string, none = '-') =>
    field in extra ? safeText(JSON.stringify(extra[field]), 24) : none;
  const approval = approved === undefined ? unexpected('approved') : approvalOf(approved);
  const stated = advertised == null ? unexpected('advertised') : advertised ? 'yes' : 'no';
  return [
    { text: cidr, paint: bold },
    { text: safeText(id) },
    { text: asn == null ? unexpected('asn') : String(asn) },
    { text: approval, paint: approved === 'V' ? green : yellow },
    { text: isWithdrawn ? 'no' : stated, paint: advertised === true && !isWithdrawn ? green : yellow },
    { text: description === undefined ? unexpected('description', '') : safeText(description ?? '') },
  ];
}

/** The API's letter as a word; other values unchanged. */
function approvalOf(approved: string | null | undefined): string {
  if (approved === 'V') return 'yes';
  if (approved === 'P') return 'pending';
  return approved === undefined || approved === null || approved === '' ? '-' : safeText(approved, 24);
}
