// Codes that the core and this package share. Generated from the lists in Rust by tests/core/codes.rs: do not edit.

/** Every {@link CoreErrorCode}. */
export const CORE_ERROR_CODES = [
  'text-empty',
  'text-too-long',
  'stray-whitespace',
  'unexpected-character',
  'zone-id',
  'ipv4-mapped',
  'octet-count',
  'octet-empty',
  'octet-leading-zero',
  'octet-too-large',
  'group-count',
  'group-empty',
  'group-too-long',
  'double-compression',
  'length-missing',
  'length-empty',
  'length-leading-zero',
  'length-not-a-number',
  'length-is-netmask',
  'length-too-long',
  'host-bits-set',
  'range-reversed',
  'range-mixed-families',
  'range-end-missing',
  'json-empty',
  'json-not-json',
  'json-truncated',
  'json-unexpected-character',
  'json-invalid-utf8',
  'json-invalid-number',
  'json-invalid-string',
  'json-lone-surrogate',
  'json-duplicate-key',
  'json-trailing-text',
  'json-too-deep',
  'json-too-large',
  'envelope-field-missing',
  'envelope-wrong-type',
  'envelope-bad-value',
  'envelope-result-missing',
  'envelope-refused',
  'id-empty',
  'id-too-long',
  'id-bad-character',
  'call-malformed',
  'table-too-large',
  'packed-length',
  'snapshot-prefix-missing',
  'ipv4-mapped-inside',
  'list-partial',
  'json-utf16',
  'claim-other-family',
  'claim-outside-prefix',
  'claim-default-only',
  'claim-against-default',
  'desired-target-count',
  'desired-service-missing',
  'csv-column-count',
  'csv-column-missing',
  'csv-column-twice',
  'csv-quote',
  'desired-conflict',
  'desired-field-unknown',
  'desired-service-null',
  'service-name-conflict',
  'service-name-unknown',
  'service-name-ambiguous',
  'service-names-missing',
  'desired-outside-prefix',
  'csv-not-utf8',
  'utf16-invalid',
  'csv-separator',
  'csv-targets-differ',
  'csv-routing-tables',
  'csv-row-type',
  'csv-column-unnamed',
  'snapshot-other-account',
  'snapshot-partial',
  'snapshot-prefix-twice',
  'prefix-too-large',
  'too-many-services',
  'current-unusable',
  'regional-in-the-way',
  'desired-illegal',
  'plan-changed',
  'plan-refused',
  'desired-regional',
] as const;

/** The codes of the core's errors. Append only. */
export type CoreErrorCode = (typeof CORE_ERROR_CODES)[number];

/** Every {@link ApplyErrorCode}. */
export const APPLY_ERROR_CODES = [
  'run-plan-invalid',
  'journal-empty',
  'journal-foreign',
  'journal-newer',
  'journal-damaged',
  'journal-held',
  'run-command-unfit',
  'run-finished',
] as const;

/** The codes of errors of runs and their journals. Append only. */
export type ApplyErrorCode = (typeof APPLY_ERROR_CODES)[number];

/** Every {@link RunBlockCode}. */
export const RUN_BLOCK_CODES = [
  'foreign-change',
  'list-behind',
  'route-missing',
  'binding-stuck',
  'rollout-slow',
  'credentials',
  'prefix-not-found',
  'refused',
  'api-unreachable',
  'answer-unreadable',
  'unclear',
  'duplicate',
  'delete-default',
  'edit-ineffective',
  'bgp-prefix-missing',
  'other-id',
] as const;

/** Why a prefix of a run does not go on by itself; docs/apply.md has the table. Append only. */
export type RunBlockCode = (typeof RUN_BLOCK_CODES)[number];

/** Every {@link RuleCode}. */
export const RULE_CODES = [
  'cidr-malformed',
  'first-binding-not-prefix',
  'default-missing',
  'default-exists',
  'outside-prefix',
  'other-family',
  'duplicate-binding',
  'service-id-empty',
  'service-id-too-long',
  'service-unknown',
  'magic-transit-not-default',
  'service-opaque',
  'spectrum-udp-under-magic-transit',
  'prefix-too-long',
  'redundant-binding',
  'siblings-aggregate',
  'prefix-not-approved',
  'prefix-locked',
  'prefix-advertised',
  'shield-opaque',
  'binding-stuck',
] as const;

/** The codes of the rules. Append only. */
export type RuleCode = (typeof RULE_CODES)[number];

/** Every {@link Severity}. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;

/** How serious a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** Every {@link Basis}. */
export const BASES = ['assumed', 'documented'] as const;

/** Whether Cloudflare documents the rule behind a finding, or this package assumes it. */
export type Basis = (typeof BASES)[number];

/** Every {@link RefusalCode}. */
export const REFUSAL_CODES = [
  'list-too-short',
  'desired-empty',
  'too-many-deleted',
  'too-many-changed',
  'default-touched',
  'addresses-unowned',
  'regional-overlapped',
  'default-undeletable',
  'stuck-binding',
] as const;

/** The codes of refusals that a limit or `force` lifts. Append only. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Every {@link DriftCode}. */
export const DRIFT_CODES = [
  'service-gone',
  'service-id-changed',
  'service-renamed',
  'prefix-gone',
  'prefix-unapproved',
  'withdrawn-only',
  'bindings-all-lost',
  'default-lost',
  'bindings-lost',
  'service-changed',
  'binding-stuck',
  'regional-lost',
  'bgp-lost',
  'bgp-withdrawn',
  'bgp-advertised',
  'bgp-changed',
  'delegation-lost',
  'prefix-added',
  'binding-added',
  'regional-added',
  'bgp-added',
  'delegation-added',
] as const;

/** The classes of drift. Append only. */
export type DriftCode = (typeof DRIFT_CODES)[number];

/** Every {@link ResolutionReason}. */
export const RESOLUTION_REASONS = [
  'most-specific',
  'provisioning',
  'stuck',
  'no-binding',
  'only-regional',
  'outside-prefix',
] as const;

/**
 * Why an address has its owner. `most-specific`: its most specific binding is active. `provisioning`: that binding is
 * still being rolled out, and edges without it use `fallback`. `stuck`: that binding is not active and not known to
 * become active by itself. `no-binding`: no binding covers it. `only-regional`: only bindings without a service
 * cover it. `outside-prefix`: it is outside the given prefix.
 */
export type ResolutionReason = (typeof RESOLUTION_REASONS)[number];
