// Environments in which README's first program has to print what README says: data for `scripts/test/environments.mjs`.

import { BUNDLERS } from './bundlers.mjs';
import { FRAMEWORKS } from './frameworks.mjs';
import { RECIPES } from './recipes.mjs';
import { RUNTIMES } from './runtimes.mjs';
import { TEST_RUNNERS } from './test-runners.mjs';
import { TYPESCRIPT } from './typescript.mjs';
import { WORKERS } from './workers.mjs';

/**
 * A folder with the tarball of the package, and what is done there. The output of the last command, of the page or of the
 * server is compared with README's.
 *
 * @typedef {object} Environment
 * @property {string} name the first column of the table, unique
 * @property {boolean} [short] true if it needs nothing but the tarball, so that `npm test` runs it
 * @property {string} [node] the version of Node; by default that of `runtimes.mjs`
 * @property {Record<string, string>} [packages] the npm packages to install, with exact versions
 * @property {readonly string[]} [heldBack] packages whose newest version another of them refuses
 * @property {Record<string, string>} [versions] what `install` installs besides, for the table
 * @property {string} [install] a command in place of `npm install`; the tarball is `byoip.tgz`
 * @property {Record<string, string>} files by path, as a user writes them
 * @property {readonly string[]} [run] commands, one after the other
 * @property {string} [page] a folder: it is served, Chromium opens it, and its console is the output
 * @property {string} [server] a command that listens on `$PORT`; the response to a GET is the output
 * @property {string} [path] of that GET; `/` by default
 * @property {boolean} [inBrowser] true to open the server's page in Chromium and take its console as the output
 * @property {RegExp} [prints] what the output has to match, in place of README's output
 * @property {{ message: RegExp, because: string }} [fails] the environment is known to fail with this message; the sentence
 *   is printed beside its "no"
 * @property {string} [note] a sentence beside its "yes"
 */

/** @type {Readonly<Record<string, readonly Environment[]>>} by the heading of their table */
export const GROUPS = {
  'Runtimes and package managers': RUNTIMES,
  TypeScript: TYPESCRIPT,
  'Bundlers, and Chromium': BUNDLERS,
  Workers: WORKERS,
  Frameworks: FRAMEWORKS,
  'Test runners': TEST_RUNNERS,
  'Recipes of docs/recipes.md': RECIPES,
};
