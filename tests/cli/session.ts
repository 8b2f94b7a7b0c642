// A session of a page of documentation: commands, and what each of them prints.

import { shell } from './ran.js';

/** The sessions of a page. */
export function sessionsOf(page: string): readonly string[] {
  return [...page.matchAll(/^```console\n(.*?)^```$/gms)].map(([, text = '']) => text);
}

/** A session as it would be seen: the commands, and what each of them prints. */
export async function session(
  text: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  let seen = '';
  let code: number | null = 0;
  for (const [, line = ''] of text.matchAll(/^\$ (.*)$/gm)) {
    seen += `$ ${line}\n`;
    if (line === 'echo $?') {
      seen += `${code}\n`;
      continue;
    }
    const ran = await shell(`${line} 2>&1`.replace('2>/dev/null 2>&1', '2>/dev/null'), { cwd, env });
    code = ran.code;
    seen += ran.stdout;
  }
  return seen;
}
