// README's first program, which every environment runs, and what it prints.

import { readFileSync } from 'node:fs';

const [, program, printed] =
  /^## Install\n.*?^```js\n(.*?)^```\n\nprints\n\n^```text\n(.*?)^```$/ms.exec(
    readFileSync('README.md', 'utf8'),
  ) ?? [];
if (program === undefined) throw new Error('README.md has no program under `## Install`');

/** The program as an ES module. */
export const EXAMPLE = program;

/** What it prints. */
export const OUTPUT = printed;

const [, imports, body] = /^(import [^;]*;\n)\n(.*)$/s.exec(program);

/** The program as a CommonJS module. */
export const COMMON_JS = `${imports.replace('import', 'const').replace(' from ', ' = require(').replace(';', ');')}\n${body}`;

/** The program in a module that exports `said()`: what it prints, as one text. */
export const FUNCTION = `${imports}
export function said() {
  const lines = [];
  const console = { log: (line) => lines.push(\`\${line}\\n\`) };
${body.replace(/^(?=.)/gm, '  ')}  return lines.join('');
}
`;
