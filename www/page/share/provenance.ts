// What a file, a picture or a print says about itself: the account, the prefix, when it was read, and whether it is a draft.

import { cidrFileName } from '../lib/download.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { minuteText } from '../lib/minute-text.js';
import type { PageState } from '../state/page-state.js';

type Facts = Pick<PageState, 'source' | 'session' | 'readAt' | 'draftPrefix' | 'workerInfo'>;

/** The account as people know it, such as `account 258d…` or `the file then.json`. */
export function accountLabel({ source, session, workerInfo }: Facts): string {
  if (source.kind === 'link') return 'a shared link, not verified';
  if (source.kind === 'file') return `the file ${escapeInvisible(source.account?.name ?? '', 80)}`;
  if (source.kind === 'demo') return 'the demo: an invented account';
  const emulated = workerInfo.kind === 'ready' && workerInfo.value.emulated;
  return `account ${escapeInvisible(session?.accountId ?? '', 64)}${emulated ? ' of the emulator' : ''}`;
}

/** Sentences for the head of a file. `savedAt`: now. */
export function provenance(facts: Facts, savedAt: Date): readonly string[] {
  const read = facts.readAt === null ? 'when it was read is unknown' : `read ${minuteText(facts.readAt)}`;
  return [
    ...(facts.draftPrefix === null ? [] : ['DRAFT: nothing was sent']),
    `From ${accountLabel(facts)}; ${read}; saved ${minuteText(savedAt.toISOString())}`,
  ];
}

/** `bindings-192-0-2-0-24-draft-2026-11-30.json` */
export function bindingsFileName(
  cidr: string,
  { draftPrefix }: Pick<PageState, 'draftPrefix'>,
  extension: string,
  savedAt: Date,
): string {
  const draft = draftPrefix === null ? '' : '-draft';
  return `bindings-${cidrFileName(cidr)}${draft}-${savedAt.toISOString().slice(0, 10)}.${extension}`;
}
