// The console sessions in a page of documentation: commands and their output. `GOLDEN=write` writes the output into the page.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { shell } from './run-command.js';

/** The sessions of a page. */
export function sessionsOf(page: string): readonly string[] {
  return [...page.matchAll(/^```console\n(.*?)^```$/gms)].map(([, text = '']) => text);
}

/** Runs the sessions of a page, and compares or writes their output; `comparable` removes from both what differs each time. */
export async function checkSessions(
  path: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  normalise = (output: string) => output,
  comparable = (output: string) => output,
): Promise<void> {
  for (const text of sessionsOf(readFileSync(path, 'utf8'))) {
    const output = normalise(await runSession(text, cwd, env));
    if (process.env.GOLDEN === 'write' && comparable(output) !== comparable(text))
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace(text, () => output),
      );
    else assert.equal(comparable(output), comparable(text));
  }
}

/** The commands of a session with their output. */
async function runSession(text: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  let output = '';
  let code: number | null = 0;
  for (const [, line = ''] of text.matchAll(/^\$ (.*)$/gm)) {
    output += `$ ${line}\n`;
    if (line === 'echo $?') {
      output += `${code}\n`;
      continue;
    }
    const ran = await shell(`${line} 2>&1`.replace('2>/dev/null 2>&1', '2>/dev/null'), { cwd, env });
    code = ran.code;
    output += ran.stdout;
  }
  return output;
}
