// Writes the package as it is published to target/release: the packed one, with the address of the repository in its manifest and
// in README's links, since the pages of a registry show README without the files next to it.
// `npm run release -- https://github.com/OWNER/REPOSITORY`

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, Stop, say } from './steps.mjs';

const FOLDER = 'target/release';
const USAGE = 'usage: npm run release -- https://github.com/OWNER/REPOSITORY';

const npmPack = (...args) =>
  JSON.parse(execFileSync('npm', ['pack', '--json', ...args], { encoding: 'utf8' }))[0].filename;

/** README with links to the files of a version in the repository. */
const withAbsoluteLinks = (readme, url, tag) =>
  readme
    .replace(/(!\[[^\]]*\]\()(?!https?:|#)/g, `$1${url}/raw/${tag}/`)
    .replace(/((?<!!)\[[^\]]*\]\()(?!https?:|#)/g, `$1${url}/blob/${tag}/`);

async function release() {
  const [text] = process.argv.slice(2);
  if (text === undefined || !URL.canParse(text)) throw new Stop(USAGE);
  const url = text.replace(/(\.git)?\/?$/, '');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const packed = npmPack('--pack-destination', FOLDER);
  execFileSync('tar', ['-xf', packed], { cwd: FOLDER });
  rmSync(join(FOLDER, packed));

  const folder = join(FOLDER, 'package');
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.repository = { type: 'git', url: `git+${url}.git` };
  manifest.homepage = `${url}#readme`;
  manifest.bugs = `${url}/issues`;
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  writeFileSync(join(folder, 'README.md'), withAbsoluteLinks(readme, url, `v${manifest.version}`));
  say(`publish it: npm publish ${FOLDER}/${npmPack('--pack-destination', FOLDER, `./${folder}`)}`);
}

await main(release);
