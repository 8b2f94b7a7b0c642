// The panel that opens a file, which the first view does not need.

import type { PageError } from '../errors/page-error.js';
import type { OnFile } from '../source/drop-and-paste.js';
import type { FilePanel } from '../source/file-panel.js';

export interface FilePanelLoader {
  /** Calls back with the panel: at once where it is loaded. */
  use(callback: (panel: FilePanel) => void): void;
  showError(error: PageError): void;
}

export function createFilePanelLoader(onOpen: OnFile): FilePanelLoader {
  let panel: FilePanel | null = null;
  const use: FilePanelLoader['use'] = (callback) => {
    if (panel !== null) {
      callback(panel);
      return;
    }
    void import('../lazy.js').then(({ createFilePanel }) => {
      panel ??= createFilePanel(onOpen);
      callback(panel);
    });
  };
  return { use, showError: (error) => use((loaded) => loaded.showError(error)) };
}
