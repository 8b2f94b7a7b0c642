// The tarball of `npm pack`, installed into a folder of its own, as by a user.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A consumer of the package: a folder outside the project, with the package in its node_modules. */
export interface Consumer {
  readonly folder: string;
  /** The tarball that was installed. */
  readonly tarball: string;
  /** The files of the parcel, as npm lists them. */
  readonly files: readonly string[];
  /** Writes a file of the consumer's, and gives its path. */
  write(name: string, content: string): string;
  /** Runs a program in the folder and gives what it prints; throws with its output when it fails. */
  run(program: string, ...args: readonly string[]): string;
  dispose(): void;
}

/** Path of a file of one of the project's own tools. */
export const tool = (path: string): string => resolve('node_modules', path);

/** The manifest of the package. */
export const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
};

/** Packs the project, and installs the parcel without a network. */
export function install(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'byoip-consumer-'));
  const run = (program: string, ...args: readonly string[]): string => {
    try {
      return execFileSync(program, args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
      throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
    }
  };
  const write = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const packed = run('npm', 'pack', '--json', '--pack-destination', folder, process.cwd());
  const [parcel] = JSON.parse(packed) as readonly Parcel[];
  if (parcel === undefined) throw new Error(`npm pack made nothing: ${packed}`);
  write('package.json', '{ "name": "consumer", "private": true, "type": "module" }');
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', `./${parcel.filename}`);
  return {
    folder,
    tarball: join(folder, parcel.filename),
    files: parcel.files.map(({ path }) => path),
    write,
    run,
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

/** A second copy of the tarball, for a tool that deletes the one it is given. */
export function copyOfTarball({ folder, tarball }: Consumer): string {
  const copy = join(folder, 'copy.tgz');
  cpSync(tarball, copy);
  return copy;
}

interface Parcel {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}
