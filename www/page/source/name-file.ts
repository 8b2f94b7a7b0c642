// Names what a file holds instead of bindings, so that the error says which file it is.

/** What a JSON file that is not a list of bindings holds; `null` where it is unknown. */
export function contentName(value: unknown): string | null {
  const record = asRecord(value);
  if (record === null) return Array.isArray(value) ? listName(value) : null;
  if ('byoip_journal' in record || 'journal' in record) return 'the journal of a run';
  if ('steps' in record && 'fingerprint' in record) return 'a plan';
  if (record.success === false) return 'an error that the API returned';
  if (Array.isArray(record.result)) return listName(record.result);
  const result = asRecord(record.result);
  if (result === null) return null;
  const listed = entryName(result);
  return listed === null ? null : `one entry of ${listed}`;
}

function listName(list: readonly unknown[]): string | null {
  const entry = asRecord(list[0]);
  const name = entry === null ? null : entryName(entry);
  return name === null ? null : `the response of ${name}`;
}

/** The operation that lists such entries, by fields that only they have. */
export function entryName(entry: Readonly<Record<string, unknown>>): string | null {
  if ('on_demand' in entry || 'bgp_signal_opts' in entry || 'asn_prepend_count' in entry)
    return 'List BGP Prefixes';
  if ('approved' in entry || 'asn' in entry || 'loa_document_id' in entry) return 'List Prefixes';
  if ('delegated_account_id' in entry) return 'List Prefix Delegations';
  if ('service_id' in entry || 'serviceId' in entry) return 'List Service Bindings';
  if ('id' in entry && 'name' in entry && !('cidr' in entry)) return 'List Services';
  return null;
}

/** What a text that is not JSON seems to be; `null` where it is unknown. */
export function textName(text: string): string | null {
  if (/^\s*</.test(text)) return 'an HTML page';
  if (/^\s*cidr\s*[,;\t]/i.test(text)) return 'a CSV file';
  if (/^\s*\{"(byoip_)?journal/.test(text)) return 'the journal of a run';
  return null;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
