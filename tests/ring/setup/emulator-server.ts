// The built HTTP server of the emulator, with the types of its source.

import { pathToFileURL } from 'node:url';

export type { EmulatorServer } from '../../../src/js/emulator/node.js';

type NodeServer = typeof import('../../../src/js/emulator/node.js');

const built: NodeServer = await import(pathToFileURL('dist/emulator-node.js').href);

export const { serveEmulator } = built;
