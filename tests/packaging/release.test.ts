// The package as it is published: the address of the repository, README's links, and one version everywhere.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const URL = 'https://github.com/owner/repository';
const FOLDER = 'target/release/package';

interface Manifest {
  readonly version: string;
  readonly repository?: { readonly url: string };
  readonly homepage?: string;
  readonly bugs?: string;
}

const manifestAt = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
const { version } = manifestAt('package.json');

test('the published package names its repository, and every link of its README is absolute and leads to a file', () => {
  const said = execFileSync(process.execPath, ['scripts/release.mjs', `${URL}.git`], { encoding: 'utf8' });
  assert.match(said, /npm publish target\/release\/byoip-\d+\.\d+\.\d+\.tgz/);
  assert.ok(existsSync(`target/release/byoip-${version}.tgz`));
  const { repository, homepage, bugs } = manifestAt(`${FOLDER}/package.json`);
  assert.equal(repository?.url, `git+${URL}.git`);
  assert.equal(homepage, `${URL}#readme`);
  assert.equal(bugs, `${URL}/issues`);

  const readme = readFileSync(`${FOLDER}/README.md`, 'utf8');
  const targets = [...readme.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)];
  let files = 0;
  for (const [, picture, target = ''] of targets) {
    const kind = picture === '!' ? 'raw' : 'blob';
    const [, path] = target.split(`${URL}/${kind}/v${version}/`);
    assert.ok(/^https:\/\/|^#/.test(target), target);
    if (path === undefined) continue;
    assert.ok(existsSync(path.replace(/#.*/, '')), target);
    files += 1;
  }
  assert.ok(files > 20, `${files} links were found`);
});

test('without the address of a repository nothing is written', () => {
  assert.throws(() => execFileSync(process.execPath, ['scripts/release.mjs'], { stdio: 'pipe' }), /usage:/);
});

test('npm package, crates, lock files and changelog have one version', () => {
  for (const manifest of ['Cargo.toml', 'lookup/Cargo.toml', 'memory/Cargo.toml']) {
    const [, found] = /^version = "(.*)"$/m.exec(readFileSync(manifest, 'utf8')) ?? [];
    assert.equal(found, version, manifest);
  }
  assert.equal(manifestAt('package-lock.json').version, version);
  const [, latest] = /^## (\S+)/m.exec(readFileSync('CHANGELOG.md', 'utf8')) ?? [];
  assert.equal(latest, version);
});

test('README installs before it builds from a clone', () => {
  const readme = readFileSync('README.md', 'utf8');
  assert.ok(readme.indexOf('npm install byoip') < readme.indexOf('npm start'));
});
