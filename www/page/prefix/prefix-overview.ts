// The overview of the account: for each prefix in sight of the list its owners to scale, its advertisement, and what rolls out.

import {
  type BgpPrefix,
  elementOf,
  type Palette,
  type Prefix,
  type Progress,
  progressOf,
} from '../../../src/js/entry/page.js';
import { sharesDrawing } from '../../../src/js/entry/page-later.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import type { LoadResult } from '../errors/page-error.js';
import { advertisedOf, type Panel } from '../state/page-state.js';
import type { PrefixRow } from './prefix-list.js';

/** Reads what the overview shows of a prefix. */
export interface OverviewReaders {
  bindings(prefix: Prefix): Promise<LoadResult<OpenPrefix>>;
  bgp(prefix: Prefix): Promise<LoadResult<readonly BgpPrefix[] | null>>;
}

/** The size of a strip, px. */
const MINI = { width: 280, height: 7 } as const;

/** Reads one prefix after the other, those in sight only. */
export function createPrefixOverview(rowsOf: () => readonly PrefixRow[], readers: OverviewReaders): Panel {
  let rows: readonly PrefixRow[] = [];
  let palette: Palette | null = null;
  let queue: PrefixRow[] = [];
  let isReading = false;

  const readNext = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      const mine = rows;
      const [opened, bgp] = await Promise.all([readers.bindings(row.prefix), readers.bgp(row.prefix)]);
      if (mine === rows && palette !== null) drawRow(row, opened, bgp, palette);
    }
    isReading = false;
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const row = rows.find(({ root }) => root === target);
      if (!isIntersecting || row === undefined) continue;
      observer.unobserve(target);
      queue.push(row);
    }
    void readNext();
  });
  return {
    update({ account, openPrefix }) {
      // The open prefix is read first.
      if (account.kind !== 'ready' || openPrefix.kind !== 'ready' || rows === rowsOf()) return;
      observer.disconnect();
      queue = [];
      rows = rowsOf();
      palette = account.value.palette;
      for (const { root } of rows) observer.observe(root);
    },
  };
}

function drawRow(
  { state, mini, prefix }: PrefixRow,
  opened: LoadResult<OpenPrefix>,
  bgp: LoadResult<readonly BgpPrefix[] | null>,
  palette: Palette,
): void {
  if (opened.kind === 'error') {
    state.textContent = 'could not load';
    return;
  }
  const { segments, bindings } = opened.value;
  palette.addServices(bindings);
  const advertised = bgp.kind === 'ready' ? advertisedOf(bgp.value) : null;
  const rollout = rolloutText(bindings.map((one) => progressOf(one.state)));
  const bgpText = advertised === null ? 'BGP unknown' : advertised ? 'advertised' : 'withdrawn';
  state.textContent = `${rollout}${bgpText}`;
  mini.replaceChildren(elementOf(sharesDrawing(opened.value, segments, palette, MINI)));
  mini.parentElement?.setAttribute(
    'title',
    `${prefix.cidr}: ${bindings.length.toLocaleString('en')} bindings`,
  );
}

/** `2 rolling out, 1 stuck, `; empty where all are active. */
function rolloutText(progress: readonly Progress[]): string {
  const count = (kind: Progress): number => progress.filter((one) => one === kind).length;
  const [rolling, stuck] = [count('provisioning'), count('stuck')];
  return `${rolling > 0 ? `${rolling} rolling out, ` : ''}${stuck > 0 ? `${stuck} stuck, ` : ''}`;
}
