// The Python program of a plan, compiled, and run with the official package.

import { writeFileSync } from 'node:fs';
import { laws, SOME_FAULTS } from './laws.js';
import { inFolder, type Runner } from './run-export.js';

const env = { PYTHONPATH: process.env.BYOIP_PYTHON_PACKAGES ?? '' };

const python: Runner = {
  language: 'python',
  async prepare(folder, text) {
    writeFileSync(inFolder(folder, 'plan.py'), text);
  },
  // Compiled without a trace: any warning, such as of an escape that is none, is an error.
  commands: () => [
    {
      args: [
        'python3',
        '-W',
        'error',
        '-c',
        'import pathlib; compile(pathlib.Path("plan.py").read_text("ascii"), "plan.py", "exec")',
      ],
    },
    { args: ['python3', 'plan.py'], env },
  ],
};

laws(python, SOME_FAULTS);
