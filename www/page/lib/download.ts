// Gives the person a file, made in this page.

import { el } from './dom.js';

/** Starts the download of `content` under `name`. */
export function downloadFile(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  const link = el('a', { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // The download has its own hold on the content once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A prefix as a part of a file's name. */
export function cidrFileName(cidr: string): string {
  return cidr.replace(/[^0-9a-f]+/gi, '-').replace(/^-|-$/g, '');
}
