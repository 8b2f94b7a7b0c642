// Keeps the drafts of this tab: each by its account and prefix, in memory with undo and redo, and in the session storage for a
// reload. It holds CIDRs, IDs of services and notes; never a token.

import { commit, type Draft, type DraftHistory, EMPTY_HISTORY, isEmptyDraft } from '../state/draft-model.js';
import type { PageState } from '../state/page-state.js';

/** A draft, and the service that each changed CIDR had when it was changed. */
export interface KeptDraft {
  readonly history: DraftHistory;
  readonly bases: ReadonlyMap<string, string | null>;
}

export const NO_DRAFT: KeptDraft = { history: EMPTY_HISTORY, bases: new Map() };

const NAME = 'byoip-draft';
const VERSION = 1;

/** What tells the drafts of accounts apart. */
export function accountKey({ source, session }: Pick<PageState, 'source' | 'session'>): string {
  if (source.kind === 'live') return `live ${session?.accountId ?? ''}`;
  return source.kind === 'demo' ? 'demo' : `${source.kind} ${source.account?.key ?? ''}`;
}

export function createDraftStorage(storage: Storage | null) {
  const kept = new Map<string, KeptDraft>();
  const keyOf = (account: string, prefixId: string): string => `${NAME} ${account} ${prefixId}`;
  return {
    get(account: string, prefixId: string): KeptDraft {
      const key = keyOf(account, prefixId);
      const found = kept.get(key) ?? readDraft(storage, key);
      kept.set(key, found);
      return found;
    },
    set(account: string, prefixId: string, draft: KeptDraft): void {
      const key = keyOf(account, prefixId);
      kept.set(key, draft);
      try {
        if (isEmptyDraft(draft.history.present)) storage?.removeItem(key);
        else storage?.setItem(key, writeDraft(draft));
      } catch {
        // The storage is full or not allowed: the draft is kept until the page is closed.
      }
    },
  };
}

/** The session storage; `null` where the browser does not allow it. */
export function tabStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function writeDraft({ history: { present }, bases }: KeptDraft): string {
  const changes = [...present.changes].map(([cidr, to]) => [cidr, to, bases.get(cidr) ?? null]);
  return JSON.stringify({ version: VERSION, changes, notes: present.notes });
}

type StoredChange = readonly [cidr: string, to: string | null, base: string | null];

function isStoredChange(value: unknown): value is StoredChange {
  const isService = (one: unknown): boolean => one === null || typeof one === 'string';
  return Array.isArray(value) && typeof value[0] === 'string' && isService(value[1]) && isService(value[2]);
}

/** The stored draft, which can be undone; none where there is none, or one of another version. */
function readDraft(storage: Storage | null, key: string): KeptDraft {
  try {
    const { version, changes, notes } = JSON.parse(storage?.getItem(key) ?? '{}');
    if (version !== VERSION || !Array.isArray(changes) || typeof notes !== 'string') return NO_DRAFT;
    const valid = changes.filter(isStoredChange);
    const present: Draft = { changes: new Map(valid.map(([cidr, to]) => [cidr, to])), notes };
    return {
      history: commit(EMPTY_HISTORY, present),
      bases: new Map(valid.map(([cidr, , base]) => [cidr, base])),
    };
  } catch {
    return NO_DRAFT;
  }
}
