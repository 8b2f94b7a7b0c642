// The panels beside the open prefix, such as the plan: one is open at a time, and a screen of its own where there is no room.

import { mountPoint } from './dom.js';

/** Opens a panel in place of another one, or closes it. */
export function setSidePanel(panel: HTMLElement, isOpen: boolean): void {
  const workspace = mountPoint('workspace');
  if (isOpen)
    for (const other of workspace.querySelectorAll<HTMLElement>(':scope > .plan')) other.hidden = true;
  panel.hidden = !isOpen;
  workspace.classList.toggle('is-planning', workspace.querySelector(':scope > .plan:not([hidden])') !== null);
}
