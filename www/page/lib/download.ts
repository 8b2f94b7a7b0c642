// Downloads of files that the page creates.

import { el } from './dom.js';

/** Starts the download of `content` under `name`. */
export function downloadFile(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  const link = el('a', { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // A download that has started no longer needs the URL.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A CIDR as a part of a file name. */
export function cidrFileName(cidr: string): string {
  return cidr.replace(/[^0-9a-f]+/gi, '-').replace(/^-|-$/g, '');
}
