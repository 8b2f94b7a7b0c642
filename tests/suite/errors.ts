// Invalid arguments: every function refuses them with the package's error, and the next call works.

import { type Runner, same } from './assert.js';
import { type Library, type ResolverLibrary, refuses } from './library.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const PREFIX = { cidr: '192.0.2.0/24' };
const LIST = '[{"id":"a","cidr":"192.0.2.0/24","service_id":"s","service_name":"CDN"}]';

/** Calls that plain JavaScript can make and TypeScript cannot. */
const NOT_TEXT: readonly unknown[] = [
  undefined,
  null,
  7,
  7n,
  true,
  {},
  [],
  Symbol('s'),
  () => '192.0.2.0/24',
];

export function errorSuite(t: Runner, lib: Library): void {
  const stillAnswers = (about: string): void => {
    same(lib.parseCidr('192.0.2.0/24').size, '256', `the call after ${about}`);
  };

  t.test('every function refuses a value in place of a string, and the next call works', () => {
    for (const value of NOT_TEXT) {
      const text = value as string;
      const about = `a value of type ${typeof value}`;
      const calls: Record<string, () => unknown> = {
        parseCidr: () => lib.parseCidr(text),
        parseCidrMasked: () => lib.parseCidrMasked(text),
        parseAddress: () => lib.parseAddress(text),
        covers: () => lib.covers(text, '192.0.2.0/24'),
        parent: () => lib.parent(text),
        sibling: () => lib.sibling(text),
        halves: () => lib.halves(text),
        rangeToCidrs: () => lib.rangeToCidrs('192.0.2.1', text),
      };
      for (const [name, call] of Object.entries(calls)) {
        refuses(lib, call, { code: 'call-malformed' }, `${name} of ${about}`);
        stillAnswers(`${name} of ${about}`);
      }
    }
  });

  t.test('every function refuses a value in place of an object, and the next call works', () => {
    for (const value of [undefined, null, 7, 'text']) {
      const facts = value as never;
      const about = `of ${String(value)}`;
      const lint = { prefix: PREFIX, bindings: [], services: [facts] };
      const calls: Record<string, () => unknown> = {
        request: () => lib.request(facts),
        lint: () => lib.lint(facts),
        check: () => lib.check(facts),
        'check, proposed': () => lib.check({ ...lint, services: [], proposed: facts }),
        'lint, service': () => lib.lint(lint),
        plan: () => lib.plan(facts),
        aggregate: () => lib.aggregate(facts),
        readDesired: () => lib.readDesired('[]', facts),
        drawMap: () => lib.drawMap(facts),
        writeSnapshot: () => lib.writeSnapshot(value === 'text' ? (7 as never) : facts),
      };
      for (const [name, call] of Object.entries(calls)) {
        refuses(lib, call, { code: 'call-malformed' }, `${name} ${about}`);
        stillAnswers(`${name} ${about}`);
      }
    }
  });

  t.test('bindings that JSON cannot hold are refused, and the next call answers', () => {
    const cycle: Record<string, unknown> = { cidr: '192.0.2.0/24' };
    cycle.extra = cycle;
    const help = 'give plain objects, without a cycle or a bigint';
    for (const binding of [cycle, { cidr: '192.0.2.0/24', extra: 7n }]) {
      const call = () => lib.BindingTable.fromBindings([binding as never]);
      refuses(lib, call, { code: 'call-malformed', help }, 'fromBindings');
      stillAnswers('fromBindings');
    }
  });

  t.test('a text of a million characters is refused, and the next call answers', () => {
    const long = '1'.repeat(1_000_000);
    refuses(lib, () => lib.parseCidr(long), { code: 'text-too-long' }, 'parseCidr');
    refuses(lib, () => lib.parseAddress(long), { code: 'text-too-long' }, 'parseAddress');
    stillAnswers('a long text');
  });

  t.test('half a surrogate pair in a call is U+FFFD', () => {
    const written = [
      '\ud800',
      'a\udfffb',
      '\ud801\ud800',
      '\ud800\u0041',
      '\\\ud800',
      '"\ud800"',
      '\\ud800',
      '\u{1f600}',
    ];
    for (const text of written) {
      const names = { s: text };
      const { names: read } = lib.plan({
        prefix: PREFIX,
        current: [],
        desired: [],
        names,
        limits: { allowEmpty: true },
      });
      same(read, { s: text.replace(/\p{Cs}/gu, '\ufffd') }, JSON.stringify(text));
      const message = lib
        .lint({ prefix: PREFIX, bindings: [{ cidr: text, serviceId: 's' }] })
        .map((finding) => finding.cidr);
      same(message.includes(read.s ?? ''), true, `the block of a finding about ${JSON.stringify(text)}`);
    }
  });

  t.test('hostile JSON is refused, and the next call answers', () => {
    const list = (rest: string) => `{"success":true,"errors":[],"messages":[],"result":[${rest}]}`;
    const hostile = {
      'a depth of 100,000': { body: '{"a":'.repeat(100_000), code: 'json-too-deep' },
      'a depth of 100,000 in an unknown field': {
        body: list(`{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
        code: 'json-too-deep',
      },
      nothing: { body: '', code: 'json-empty' },
      'a page of HTML': { body: '<!doctype html>', code: 'json-not-json' },
      'a truncated list': { body: list('').slice(0, -2), code: 'json-truncated' },
      'a duplicate key': { body: '{"success":true,"success":false}', code: 'json-duplicate-key' },
      'text after the end': { body: `${list('')}x`, code: 'json-trailing-text' },
    };
    for (const [about, { body, code }] of Object.entries(hostile)) {
      refuses(lib, () => lib.readEnvelope('list-bindings', bytes(body)), { code }, about);
      stillAnswers(about);
    }
  });

  t.test('a million elements are read or refused, and the next call answers', () => {
    const body = bytes(
      `{"success":true,"errors":[],"messages":[],"result":[],"more":[${'0,'.repeat(999_999)}0]}`,
    );
    try {
      same(lib.readEnvelope('list-bindings', body).success, true, 'success');
    } catch (error) {
      if (!lib.isByoipError(error)) throw error;
    }
    stillAnswers('a million elements');
  });

  t.test('an id that would change a path is refused', () => {
    const path = (prefixId: string) => () =>
      lib.request({ operation: 'list-bindings', accountId: 'a', prefixId });
    for (const id of ['.', '..', '../x', 'a/b', 'a%2fb', 'a?b', 'a#b', 'a b', 'a\nb', 'ä', '\u0660']) {
      refuses(lib, path(id), { code: 'id-bad-character' }, `the id ${JSON.stringify(id)}`);
    }
    refuses(lib, path(''), { code: 'id-empty' }, 'an empty id');
    refuses(lib, path('a'.repeat(100_000)), { code: 'id-too-long' }, 'a long id');
    same(path('b')().path, '/accounts/a/addressing/prefixes/b/bindings', 'the next request');
  });

  t.test('invalid text in the facts of a rule is a finding, never an exception', () => {
    const bindings = [{ cidr: 'nonsense', serviceId: 's' }];
    const codes = lib.lint({ prefix: PREFIX, bindings }).map(({ code }) => code);
    same(codes.includes('cidr-malformed'), true, `the codes ${codes.join(', ')}`);
    stillAnswers('a malformed binding');
  });

  t.test('the codes of errors are those of the core', () => {
    same(lib.errorCodes(), lib.CORE_ERROR_CODES, 'the list of TypeScript and that of Rust');
    const shared = lib.CLIENT_ERROR_CODES.filter((code) => lib.errorCodes().includes(code));
    same(shared, [], 'codes of the client that are codes of the core too');
  });
}

/** What holds of tables in both builds of the package. */
export function tableErrorSuite(t: Runner, lib: ResolverLibrary): void {
  t.test('a table refuses an invalid list of bindings, and the next table works', () => {
    const make = (body: string) => () => lib.BindingTable.fromEnvelope(bytes(body));
    const refused = {
      '': 'json-empty',
      '<html>': 'json-not-json',
      '[': 'json-truncated',
      '{"success":true,"errors":[],"messages":[]}': 'envelope-result-missing',
      '[{"id":"a","cidr":"192.0.2.1/24"}]x': 'json-trailing-text',
    };
    for (const [body, code] of Object.entries(refused))
      refuses(lib, make(body), { code }, `the body ${body}`);
    same(make(LIST)().size, 1, 'the size of the next table');
  });

  t.test('a table refuses an invalid address, and finds the next one', () => {
    const table = lib.BindingTable.fromEnvelope(bytes(LIST));
    for (const text of ['', 'x', '192.0.2.256', '192.0.2.1/32', '::ffff:192.0.2.1', 'fe80::1%eth0']) {
      for (const ask of [() => table.resolve(text), () => table.find(text)]) {
        let refused = false;
        try {
          ask();
        } catch (error) {
          refused = lib.isByoipError(error);
        }
        same(refused, true, `the address \`${text}\` is refused`);
        same(table.find('192.0.2.77'), 0, `the address after \`${text}\``);
      }
    }
    same(
      [...table.findMany('192.0.2.1\nx\n198.51.100.1')],
      [0, -2, -1],
      'many lines, one of them no address',
    );
    table.dispose();
  });
}
