// Calls of the command: help, version, mistyped names, unsuitable files.

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { optionsOf } from '../../../src/js/cli/command.js';
import { allCommands } from '../../../src/js/cli/commands.js';
import { MAX_INPUT } from '../../../src/js/cli/input.js';
import { runInProcess } from '../setup/in-process.js';
import { BINDINGS, byoip, envelope, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
writeInput(cwd, 'answer.json', envelope(BINDINGS));
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The lines of an error of use. */
const use = (message: string, cure: string, usage: string) =>
  `byoip: ${message}\n  cure: ${cure}\n  usage: ${usage}\n`;

const RESOLVE = 'byoip resolve [ADDRESS…] [--from FILE] [--prefix PREFIX] [--ids] [--json]';

test('the version is that of the package', async () => {
  for (const option of ['--version', '-v']) {
    assert.deepEqual(await byoip([option]), { code: 0, stdout: `${version}\n`, stderr: '' });
  }
  assert.equal((await byoip(['--version', '--json'])).stdout, `{"version":"${version}"}\n`);
});

test('the overview names every command; help, --help and -h print it', async () => {
  const { code, stdout, stderr } = await byoip(['help']);
  assert.equal(code, 0);
  assert.equal(stderr, '');
  const commands = await allCommands();
  for (const { name, summary } of commands) {
    assert.match(stdout, new RegExp(`^  ${name} +${summary}$`, 'm'));
  }
  const section = /^Examples:\n([\s\S]*?)\n\n/m.exec(stdout)?.[1] ?? '';
  const examples = section.split('\n').map((line) => line.trim());
  const known = commands.flatMap((command) => command.examples.map(({ line }) => line));
  const lines = examples.filter((line) => !line.startsWith('#'));
  assert.ok(lines.length > 3);
  for (const line of lines) assert.ok(known.includes(line), line);
  assert.equal((await byoip(['--help'])).stdout, stdout);
  assert.equal((await byoip(['-h'])).stdout, stdout);
});

test('without a command the overview goes to standard error, and the exit code is 1', async () => {
  const { stdout: overview } = await byoip(['help']);
  assert.deepEqual(await byoip([]), { code: 1, stdout: '', stderr: overview });
});

test('each command has help with usage, options, examples and exit codes, in three ways', async () => {
  for (const command of await allCommands()) {
    const { name, usage } = command;
    const { stdout, code } = await byoip(['help', name]);
    assert.equal(code, 0);
    assert.ok(stdout.includes(`usage: ${usage}\n`), name);
    for (const option of [...Object.keys(optionsOf(command)), 'help']) {
      assert.match(stdout, new RegExp(`^  (-\\w, )?--${option}\\b`, 'm'), `${name} --${option}`);
    }
    assert.match(stdout, /^Examples:$/m);
    assert.match(stdout, /^Exit codes: 0 done; 1 an error; 2 findings, a refused plan, /m);
    // The line about exit codes names no option that the command does not have.
    assert.doesNotMatch(stdout, /^Exit codes: .*--/m);
    assert.equal((await byoip([name, '--help'])).stdout, stdout);
    assert.equal((await byoip([name, '-h', '--nonsense'])).stdout, stdout);
  }
});

test('the page of check says which findings count', async () => {
  const { stdout } = await byoip(['help', 'check']);
  assert.match(
    stdout.replaceAll('\n', ' '),
    /Any of them, even a note, makes the exit code 2\. --severity warning/,
  );
});

test('a mistyped command gets a suggestion, any other the list of commands', async () => {
  const usage = 'byoip COMMAND [OPTIONS]';
  const near: Readonly<Record<string, string>> = {
    reslove: 'resolve',
    resolv: 'resolve',
    lst: 'list',
    prefix: 'prefixes',
    service: 'services',
    emulate: 'emulator',
    chekc: 'check',
    '--hlep': '--help',
  };
  for (const [wrong, right] of Object.entries(near)) {
    const what = wrong.startsWith('-')
      ? `there is no option \`${wrong}\` before the command`
      : `there is no command \`${wrong}\``;
    const stderr = use(what, `did you mean \`${right}\`?`, usage);
    assert.deepEqual(await byoip([wrong]), { code: 1, stdout: '', stderr });
  }
  const all =
    'the commands are resolve, check, aggregate, plan, apply, status, diff, map, list, prefixes, services, delegations, snapshot, drift, restore, emulator, completion, help';
  assert.deepEqual(await byoip(['frobnicate']), {
    code: 1,
    stdout: '',
    stderr: use('there is no command `frobnicate`', all, usage),
  });
  assert.deepEqual(await byoip(['help', 'lits']), {
    code: 1,
    stdout: '',
    stderr: use('there is no command `lits`', 'did you mean `list`?', usage),
  });
  const early = await byoip(['--json', 'list']);
  assert.equal(
    early.stderr,
    use('there is no option `--json` before the command', `${all}; options go after the command`, usage),
  );
});

test('a mistyped option gets a suggestion and the usage', async () => {
  const cases: Readonly<Record<string, string>> = {
    '--form': 'did you mean `--from`?',
    '--fro': 'did you mean `--from`?',
    '--perfix=x': 'did you mean `--prefix`?',
    '--jsno': 'did you mean `--json`?',
    '--no-colour': 'did you mean `--no-color`?',
    '-x': 'the options are --from, --prefix, --ids, --account, --base-url, --output, --json, --no-color, --help',
  };
  for (const [wrong, cure] of Object.entries(cases)) {
    const ran = await byoip(['resolve', '192.0.2.1', '--from', 'answer.json', wrong], { cwd });
    const [name] = wrong.split('=');
    assert.deepEqual(ran, {
      code: 1,
      stdout: '',
      stderr: use(`there is no option \`${name}\``, cure, RESOLVE),
    });
  }
});

test('every command refuses an unknown option', async () => {
  for (const { name, usage } of await allCommands()) {
    const ran = await byoip([name, '--zzzzzzzz']);
    assert.equal(ran.code, 1);
    assert.ok(ran.stderr.startsWith('byoip: there is no option `--zzzzzzzz`\n'), ran.stderr);
    assert.ok(ran.stderr.endsWith(`  usage: ${usage}\n`), ran.stderr);
  }
});

test('a missing, empty, repeated or unexpected value is a usage error', async () => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [['--from'], '`--from` needs a value', 'write --from FILE'],
    [['--from', '--json'], '`--from` needs a value', 'write --from FILE'],
    [['--from='], '`--from` needs a value', 'write --from FILE'],
    [['--from', ''], '`--from` needs a value', 'write --from FILE'],
    [['--from', 'a', '--from', 'b'], '`--from` is given twice', 'give it once'],
    [['--json=yes'], '`--json` takes no value', 'write --json alone'],
  ];
  for (const [args, message, cure] of cases) {
    const ran = await byoip(['resolve', '192.0.2.1', ...args], { cwd });
    assert.deepEqual(
      { code: ran.code, stderr: ran.stderr },
      { code: 1, stderr: use(message, cure, RESOLVE) },
    );
  }
});

test('with --json an error of use is the document as well', async () => {
  const ran = await byoip(['resolve', '--json', '--form', 'x']);
  assert.equal(ran.code, 1);
  assert.deepEqual(JSON.parse(ran.stdout), {
    error: { code: 'usage', message: 'there is no option `--form`', help: 'did you mean `--from`?' },
  });
});

test('after -- everything is an argument', async () => {
  const ran = await byoip(['resolve', '--from', 'answer.json', '--', '--json', '192.0.2.1'], { cwd });
  assert.equal(ran.code, 1);
  assert.match(ran.stdout, /^--json +- +- +- +not an address: unexpected-character$/m);
  assert.match(ran.stdout, /^192\.0\.2\.1 /m);
});

test('a missing or unsuitable file is an error with its position and fix', async () => {
  mkdirSync(`${cwd}/folder`);
  writeInput(cwd, 'page.html', '<!DOCTYPE html>\n<html></html>');
  writeInput(cwd, 'cut.json', `{"success":true,\n${envelope(BINDINGS).slice(16, 150)}`);
  writeInput(cwd, 'empty.json', '');
  writeInput(
    cwd,
    'refused.json',
    '{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}',
  );
  writeInput(cwd, 'host-bits.json', '[\n  {"cidr": "192.0.2.300/32", "service_id": "x"}\n]');
  writeInput(cwd, 'utf8.json', new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]));
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      'nowhere.json',
      [
        'byoip: there is no file `nowhere.json`',
        '  cure: check the path, or write - for standard input',
        '  code: input-missing',
      ],
    ],
    [
      'folder',
      ['byoip: `folder` is a folder', '  cure: name a file in the folder', '  code: input-unreadable'],
    ],
    [
      'page.html',
      [
        'byoip: this is not JSON, it starts with `<!DOCTYPE html>\\u{a}`',
        '  in page.html:1:1',
        '    <!DOCTYPE html>',
        '    ^',
        '  cure: check what answered in place of the API, such as a proxy or a login page',
        '  code: json-not-json',
      ],
    ],
    [
      'cut.json',
      [
        'byoip: the JSON ends in the middle of a value',
        '  in cut.json:2:135  at /result/0/service_id',
        '    …/24","service_id":"2db684ee7ca04e159946f',
        '                                             ^',
        '  cure: fetch it again: it was cut off',
        '  code: json-truncated',
      ],
    ],
    [
      'empty.json',
      [
        'byoip: the input is empty',
        '  cure: fetch or save it again: an empty input does not mean that there are no bindings',
        '  code: json-empty',
      ],
    ],
    [
      'refused.json',
      [
        'byoip: the API refused: `10000 Authentication error`',
        '  in refused.json:1:1',
        '    {"success":false,"errors":[{"code":10000,"message":"Authenti…',
        `    ${'^'.repeat(60)}`,
        '  cure: resolve what the API reports and fetch again: a refusal does not mean that there are no bindings',
        '  code: envelope-refused',
      ],
    ],
    [
      'host-bits.json',
      [
        'byoip: the octet `300` is over 255',
        '  in host-bits.json:2:21  at /0/cidr',
        '      {"cidr": "192.0.2.300/32", "service_id": "x"}',
        '                        ^^^',
        '  cure: write a number from 0 to 255',
        '  code: octet-too-large',
      ],
    ],
  ];
  for (const [file, lines] of cases) {
    const ran = await byoip(['resolve', '192.0.2.1', '--from', file], { cwd });
    assert.equal(ran.code, 1, file);
    assert.equal(ran.stdout, '', file);
    assert.deepEqual(ran.stderr.split('\n').slice(0, -1), lines, file);
    const checked = await byoip(['check', '--prefix', '192.0.2.0/24', '--from', file], { cwd });
    assert.deepEqual(checked, ran, `check ${file}`);
  }
  const bytes = await byoip(['resolve', '192.0.2.1', '--from', 'utf8.json', '--json'], { cwd });
  assert.equal((JSON.parse(bytes.stdout) as { error: { code: string } }).error.code, 'json-invalid-utf8');
});

test('the error of a file says where in bytes, where in JSON, and in which line, to programs too', async () => {
  const ran = await byoip(['resolve', '192.0.2.1', '--from', 'host-bits.json', '--json'], { cwd });
  assert.deepEqual(JSON.parse(ran.stdout), {
    error: {
      code: 'octet-too-large',
      message: 'the octet `300` is over 255',
      help: 'write a number from 0 to 255',
      at: { start: 22, end: 25 },
      pointer: '/0/cidr',
      source: 'host-bits.json:2:21',
    },
  });
});

test('an error far into a long line is shown with the characters around it', async () => {
  const name = 'ü'.repeat(500);
  writeInput(
    cwd,
    'long.json',
    `[{"id":"a","service_name":"${name}","cidr":"192.0.2.1/33","extra":"${name}"}]`,
  );
  const ran = await byoip(['resolve', '192.0.2.1', '--from', 'long.json'], { cwd });
  assert.equal(ran.code, 1);
  const [, where = '', line = '', carets = ''] = ran.stderr.split('\n');
  assert.equal(where, '  in long.json:1:548  at /0/cidr');
  assert.match(line, /^ {4}…ü+","cidr":"192\.0\.2\.1\/33","extra":"ü+…$/);
  assert.equal(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), '33');
});

test('an endless input ends with an error', async () => {
  let taken = 0;
  async function* endless() {
    const much = new Uint8Array(1 << 26).fill(0x20);
    for (;;) {
      taken += much.length;
      yield much;
    }
  }
  const ran = await runInProcess(['resolve', '192.0.2.1', '--from', '-'], { stdin: endless() });
  assert.equal(ran.code, 1);
  assert.ok(taken <= MAX_INPUT + (1 << 26), `${taken} bytes were taken`);
  assert.equal(
    ran.stderr,
    `byoip: \`standard input\` has more than ${MAX_INPUT / 1024 / 1024} MiB\n  cure: check that it is the right file: a list of bindings is far smaller\n  code: input-too-large\n`,
  );
});

test('an unreadable file is an error', async () => {
  writeInput(cwd, 'secret.json', envelope(BINDINGS));
  chmodSync(`${cwd}/secret.json`, 0o000);
  // A superuser can read every file, but not the memory of a process at offset 0.
  const file = process.getuid?.() === 0 ? '/proc/self/mem' : 'secret.json';
  const ran = await byoip(['resolve', '192.0.2.1', '--from', file], { cwd });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /^byoip: `(secret\.json|\/proc\/self\/mem)` cannot be read: (EACCES|EIO)$/m);
});
