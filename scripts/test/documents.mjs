// Checks what documents and comments claim: the files and tests that they name exist, and their words are plain.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { filesBelow } from '../stamp.mjs';

const FOLDERS = [
  'src',
  'lookup/src',
  'memory/src',
  'www',
  'docs',
  'examples',
  'scripts',
  'tests',
  'benches',
  'fuzz',
  'tools',
];
const TEXT = /\.(rs|ts|mjs|md|css|html|toml|py|sh|jsonc?)$/;

/** Files that people write: sources and documents. */
function writtenFiles() {
  const top = readdirSync('.').filter((name) => /\.(md|toml)$/.test(name));
  return [...top, ...filesBelow(FOLDERS)].filter(
    (file) => TEXT.test(file) && !/\/(vectors|golden|node_modules|target)\//.test(file),
  );
}

const PATH =
  /(?<![\w/.-])(?:src|www|tests|docs|scripts|lookup|memory|benches|fuzz|tools|examples)\/[\w./-]*\w\.(?:ts|rs|mjs|css|md|json|py|toml|html|txt|svg|png|grit)\b/g;

/** Paths in documents and comments that do not exist. */
export function deadPaths() {
  return places(
    // tests/environments/ names the files of its users.
    writtenFiles().filter(
      (file) => file !== 'docs/mutation.md' && !/^tests\/(checks|environments)\//.test(file),
    ),
    (line) => [...line.matchAll(PATH)].map(([path]) => path).filter((path) => !existsSync(path)),
  );
}

/** Tests that SECURITY.md names and that do not exist. */
export function missingTests() {
  const sources = filesBelow(['tests'])
    .filter((file) => /\.(ts|rs)$/.test(file))
    .map((file) => readFileSync(file, 'utf8').replaceAll("\\'", "'"))
    .join('\n');
  const rows = readFileSync('SECURITY.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  return rows
    .slice(1)
    .flatMap((row) => [...(row.split(' | ')[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name))
    .filter((name) => !sources.includes(name))
    .map((name) => `SECURITY.md names the test \`${name}\`, and there is none`);
}

/** Words that make a sentence hard to read for newcomers. */
const WORDS = /\b(nobody|whoever|mend(?:s|ed|ing)?|told|but for|counts? for nothing|sins?)\b/i;
const READ_BY_USERS = /^(src|lookup|memory|www|docs|examples)\/|^[A-Z]+\.md$/;

/** Lines of sources and documents with one of those words. */
export function obscureWords() {
  return places(
    writtenFiles().filter((file) => READ_BY_USERS.test(file)),
    (line) => WORDS.exec(line)?.slice(1) ?? [],
  );
}

/** `file:line: what` for everything found in the lines of the files. */
function places(files, find) {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => find(line).map((what) => `${file}:${index + 1}: ${what}`)),
  );
}
