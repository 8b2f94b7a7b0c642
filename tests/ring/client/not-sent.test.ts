// Failures before a request is sent: `not-sent` with the reason, for reads and writes; unusable credentials.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { Byoip, isByoipError } from 'byoip';
import { credentialProblem } from '../../../src/js/client/credential.js';
import { exemptLoopback } from '../../../src/js/client/proxy.js';
import { BINDING, clientOn, NEW, PREFIX, rejection } from '../setup/faulty-client.js';

const prefix_id = PREFIX;

/** What a failed `fetch` of Node throws, with an error of the system below it. */
function failed(cause: object): TypeError {
  return new TypeError('fetch failed', { cause });
}

function coded(code: string, more: object = {}, message = 'secret words of a stranger'): object {
  return Object.assign(new Error(message), { code }, more);
}

/** Sets variables of the process for a while. */
async function around<T>(variables: Readonly<Record<string, string>>, act: () => Promise<T>): Promise<T> {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];
  const all = [...names, 'NODE_USE_ENV_PROXY', 'NODE_OPTIONS'];
  const before = all.map((name) => [name, process.env[name]] as const);
  for (const name of all) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return await act();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

const BEFORE: readonly (readonly [object, RegExp, RegExp?])[] = [
  [coded('ECONNREFUSED', { syscall: 'connect' }), /ECONNREFUSED/],
  [coded('ENOTFOUND', { syscall: 'getaddrinfo' }), /ENOTFOUND/, /host name/],
  [coded('EAI_AGAIN'), /EAI_AGAIN/],
  [coded('ETIMEDOUT', { syscall: 'connect' }), /ETIMEDOUT/],
  [coded('ENETUNREACH', { syscall: 'connect' }), /ENETUNREACH/],
  [coded('UND_ERR_CONNECT_TIMEOUT'), /CONNECT_TIMEOUT/],
  [{ errors: [coded('ECONNREFUSED'), coded('ENETUNREACH')] }, /ECONNREFUSED/],
  [coded('SELF_SIGNED_CERT_IN_CHAIN'), /certificate .* not trusted/, /NODE_EXTRA_CA_CERTS/],
  [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), /certificate .* not trusted/],
  [coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), /certificate .* not trusted/],
  [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), /certificate .* not trusted/],
  [coded('CERT_HAS_EXPIRED'), /certificate .* not trusted/, /clock/],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID'), /certificate .* not trusted/],
  [coded('ERR_SSL_WRONG_VERSION_NUMBER'), /WRONG_VERSION/],
  [
    coded(
      'ECONNRESET',
      {},
      'Client network socket disconnected before secure TLS connection was established',
    ),
    /TLS handshake/,
  ],
  [
    coded('UND_ERR_ABORTED', {}, 'Proxy response (407) !== 200 when HTTP Tunneling'),
    /tunnel \(HTTP 407\)/,
    /password/,
  ],
  [
    coded('UND_ERR_ABORTED', {}, 'Proxy response (502) !== 200 when HTTP Tunneling'),
    /tunnel \(HTTP 502\)/,
    /HTTPS_PROXY/,
  ],
  [coded('UND_ERR_PRX_TLS', { cause: coded('CERT_HAS_EXPIRED') }), /certificate/],
  [coded('UND_ERR_PRX_CONN'), /proxy/],
];
const LATER: readonly object[] = [
  coded('ECONNRESET'),
  coded('ETIMEDOUT', { syscall: 'read' }),
  coded('EPIPE', { syscall: 'write' }),
  coded('UND_ERR_SOCKET'),
  coded('UND_ERR_HEADERS_TIMEOUT'),
  coded('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'),
  {},
];

const CALLS = [
  (client: Byoip) => client.addressing.services.list(),
  (client: Byoip) => client.addressing.prefixes.serviceBindings.create(PREFIX, NEW, { check: false }),
  (client: Byoip) => client.addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }),
];

test('a failure before the connection is `not-sent`, with reason and fix, for reads and writes', async () => {
  for (const [cause, reason, cure] of BEFORE) {
    for (const call of CALLS) {
      const client = clientOn('https://example.com', { fetch: () => Promise.reject(failed(cause)) });
      const error = await rejection(call(client));
      assert.ok(isByoipError(error));
      assert.deepEqual([error.code, error.outcome], ['network-failed', 'not-sent'], String(reason));
      assert.match(error.message, reason);
      if (cure !== undefined) assert.match(error.help, cure);
      assert.ok(!`${error.message}${error.help}`.includes('secret words'), 'a stranger is not quoted');
    }
  }
});

test('a failure after the connection is `unknown`', async () => {
  for (const cause of LATER) {
    for (const call of CALLS) {
      const client = clientOn('https://example.com', { fetch: () => Promise.reject(failed(cause)) });
      const error = await rejection(call(client));
      assert.ok(isByoipError(error));
      assert.deepEqual([error.code, error.outcome], ['network-failed', 'unknown'], JSON.stringify(cause));
    }
  }
});

test('a name that does not exist, a port where nothing listens, and one that speaks no TLS are not sent', async () => {
  const plain = createServer((socket) =>
    socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  await once(plain.listen(0, '127.0.0.1'), 'listening');
  const { port } = plain.address() as { readonly port: number };
  const free = createServer();
  await once(free.listen(0, '127.0.0.1'), 'listening');
  const closed = (free.address() as { readonly port: number }).port;
  await new Promise((resolve) => free.close(resolve));
  await assert.rejects(once(connect(closed, '127.0.0.1'), 'connect'));
  for (const url of [
    'https://no-such-host.invalid',
    `https://127.0.0.1:${closed}`,
    `https://127.0.0.1:${port}`,
  ]) {
    const error = await rejection(clientOn(url, { maxRetries: 0 }).addressing.services.list());
    assert.ok(isByoipError(error));
    assert.deepEqual([error.code, error.outcome], ['network-failed', 'not-sent'], `${url}: ${error.message}`);
  }
  plain.close();
});

test('a network error names a proxy that is set but not used', async () => {
  const failing = { maxRetries: 0, fetch: () => Promise.reject(failed(coded('ETIMEDOUT'))) };
  const helpOf = async () => {
    const error = await rejection(clientOn('https://example.com', failing).addressing.services.list());
    return isByoipError(error) ? error.help : '';
  };
  const HTTPS_PROXY = 'http://proxy.example:3128';
  assert.match(
    await around({ HTTPS_PROXY }, helpOf),
    /HTTPS_PROXY is set and not used: .*NODE_USE_ENV_PROXY=1/,
  );
  assert.match(await around({ https_proxy: HTTPS_PROXY }, helpOf), /--use-env-proxy/);
  for (const used of [
    {},
    { HTTPS_PROXY, NODE_USE_ENV_PROXY: '1' },
    { HTTPS_PROXY, NODE_OPTIONS: '--max-old-space-size=512 --use-env-proxy' },
  ] as const) {
    assert.doesNotMatch(await around(used, helpOf), /not used/, JSON.stringify(used));
  }
  const silent = clientOn('https://example.com', {
    timeout: 5,
    maxRetries: 0,
    fetch: () => new Promise(() => {}),
  });
  const late = await around({ HTTPS_PROXY }, () => rejection(silent.addressing.services.list()));
  assert.match(isByoipError(late) ? late.help : '', /HTTPS_PROXY is set and not used/);
});

test('requests to this machine never go to a proxy', async () => {
  const proxied = { HTTP_PROXY: 'http://proxy.example:3128', NODE_USE_ENV_PROXY: '1' };
  const made = (baseURL: string, fetch?: typeof globalThis.fetch) => async () => {
    try {
      new Byoip({ apiToken: 't', baseURL, env: {}, fetch });
      return 'fine';
    } catch (error) {
      return isByoipError(error) ? `${error.code}: ${error.help}` : String(error);
    }
  };
  for (const url of ['http://127.0.0.1:8788', 'http://localhost:8788', 'http://[::1]:8788']) {
    assert.match(await around(proxied, made(url)), /^setting-invalid: .*NO_PROXY=localhost,127\.0\.0\.1,::1/);
    for (const exempt of ['localhost,127.0.0.1,::1', '*', 'a.example localhost 127.0.0.1 [::1]']) {
      assert.equal(await around({ ...proxied, NO_PROXY: exempt }, made(url)), 'fine');
    }
    assert.equal(await around(proxied, made(url, fetch)), 'fine', 'a `fetch` of its own is its own affair');
    assert.equal(await around({ HTTP_PROXY: proxied.HTTP_PROXY }, made(url)), 'fine');
    const exempted = async () => {
      exemptLoopback(process.env);
      return made(url)();
    };
    assert.equal(await around({ ...proxied, no_proxy: 'a.example' }, exempted), 'fine');
  }
  assert.equal(await around(proxied, made('https://api.cloudflare.com/client/v4')), 'fine');
});

test('characters around a token are named, and no part of the token is shown', () => {
  const token = 'v1.0-abcdef0123456789';
  for (const [text, fault] of [
    [`"${token}"`, /in quotes/],
    [`'${token}'`, /in quotes/],
    [`\u201c${token}\u201d`, /in quotes/],
    [`\`${token}\``, /in quotes/],
    [`${token}"`, /in quotes/],
    [`Bearer ${token}`, /`Bearer`/],
    [`bearer ${token}\n`, /`Bearer`/],
    [`Authorization: Bearer ${token}`, /name of a header/],
    [`${token}\n`, /line end/],
    [`${token}\r\n`, /line end/],
    [`\ufeff${token}`, /U\+FEFF/],
    [`${token}\u200b`, /U\+200B/],
    [`${token.slice(0, 5)}\u00ad${token.slice(5)}`, /U\+00AD/],
    [`\u202e${token}`, /U\+202E/],
    [`${token}\u0000`, /U\+0000/],
    [` ${token}`, /a space/],
    [`${token}\u00a0`, /U\+00A0/],
    [`${token}\t`, /U\+0009/],
    [`${token}ö`, /U\+00F6/],
    [' ', /blank/],
    ['\u200b', /blank/],
  ] as const) {
    const found = credentialProblem(text);
    assert.match(found?.problem ?? '', fault, JSON.stringify(text));
    assert.throws(
      () => new Byoip({ apiToken: text, env: {} }),
      (error) =>
        isByoipError(error) &&
        error.code === 'setting-invalid' &&
        error.outcome === 'not-sent' &&
        fault.test(error.message) &&
        !`${error.message}${error.help}`.includes('abcdef'),
      JSON.stringify(text),
    );
  }
  assert.equal(credentialProblem(token), null);
  assert.equal(credentialProblem('someone+tag@example.com'), null);
});
