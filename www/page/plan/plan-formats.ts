// The formats of an exported plan: label, file type, description.

import type { PlanFormat } from '../planner/write-plan.js';

export interface FormatInfo {
  readonly label: string;
  readonly extension: string;
  readonly mediaType: string;
  readonly description: string;
  /** True where running the file sends API calls. */
  readonly isScript: boolean;
}

const SCRIPT_CHECKS =
  'Before each call it checks the current bindings and stops if they differ. Reads the token from the environment.';

export const FORMATS = {
  text: {
    label: 'Text',
    extension: 'txt',
    mediaType: 'text/plain',
    description: 'Plain text, in columns.',
    isScript: false,
  },
  markdown: {
    label: 'Markdown',
    extension: 'md',
    mediaType: 'text/markdown',
    description: 'For a change ticket.',
    isScript: false,
  },
  json: {
    label: 'JSON',
    extension: 'json',
    mediaType: 'application/json',
    description: 'The whole plan as data, with its fingerprint.',
    isScript: false,
  },
  curl: {
    label: 'Shell script (curl)',
    extension: 'sh',
    mediaType: 'text/x-shellscript',
    description: `Uses curl and jq. ${SCRIPT_CHECKS}`,
    isScript: true,
  },
  python: {
    label: 'Python',
    extension: 'py',
    mediaType: 'text/x-python',
    description: `Uses Cloudflare’s Python package. ${SCRIPT_CHECKS}`,
    isScript: true,
  },
  typescript: {
    label: 'TypeScript',
    extension: 'mts',
    mediaType: 'text/plain',
    description: `Uses Cloudflare’s package for Node. ${SCRIPT_CHECKS}`,
    isScript: true,
  },
  terraform: {
    label: 'Terraform',
    extension: 'tf',
    mediaType: 'text/plain',
    description: `Runs the shell script, since the provider has no resource for service bindings. ${SCRIPT_CHECKS}`,
    isScript: true,
  },
} as const satisfies Record<PlanFormat, FormatInfo>;

export function isPlanFormat(value: string): value is PlanFormat {
  return Object.hasOwn(FORMATS, value);
}
