// Turns a failed `fetch` into an error: whether the request was sent, and what to do.

import { type APIError, apiError } from './api-error.js';
import { unusedProxyHint } from './proxy.js';

/** Codes of errors that happen before the request is sent. */
const NOT_SENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'ERR_INVALID_URL',
]);
/** System calls that connect or resolve a name: their errors happen before the request is sent. */
const CONNECT_SYSCALLS: ReadonlySet<string> = new Set(['connect', 'getaddrinfo', 'bind', 'socket']);
/** A failed TLS handshake, which happens before the request is sent. */
const CERTIFICATE =
  /^(CERT_[A-Z_]+|(UNABLE_TO|ERROR_IN|SELF_SIGNED|DEPTH_ZERO)_[A-Z_]*|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;
const HANDSHAKE =
  /^(EPROTO|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|(TLSV1|SSLV3|TLSV13)_ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION|INTERNAL_ERROR|UNRECOGNIZED_NAME|UNKNOWN_CA)))$/;
const PROXY_CODE = /^UND_ERR_PRX_(TLS|CONN)$/;
/** The message of Node's `fetch` where a proxy did not open the tunnel. */
const TUNNEL = /^Proxy response (?:\((\d{3})\) )?!== 200 when HTTP Tunneling/;
/** The message of Node where the connection ended during the handshake. */
const TLS_DISCONNECTED = 'Client network socket disconnected before secure TLS connection was established';

/** Why a `fetch` failed. */
interface ConnectionFailure {
  readonly sent: boolean;
  /** True where the same request may succeed later. */
  readonly retryable: boolean;
  /** The reason, in words without secrets. */
  readonly reason: string | null;
  readonly help: string;
}

const CHECK_NETWORK = 'check the network and `baseURL`, then try again';

/** The error for a failed `fetch`. It never contains the original error, not even as a cause, since that may show a secret. */
export function connectionError(error: unknown): APIError {
  const {
    sent,
    retryable: passes,
    reason,
    help: cure,
  } = causeChain(error)
    .map(failureOf)
    .find((found) => found !== null) ?? {
    sent: true,
    retryable: true,
    reason: null,
    help: CHECK_NETWORK,
  };
  const what = sent ? 'the request did not get through' : 'the request was not sent';
  return apiError({
    code: 'network-failed',
    message: `${what}${reason === null ? '' : `: ${reason}`}`,
    help: cure + unusedProxyHint(),
    outcome: sent ? 'unknown' : 'not-sent',
    retryable: passes,
  });
}

/** An error with its causes and the members of an `AggregateError`, innermost first, since the innermost is the most specific. */
function causeChain(error: unknown, depth = 0): readonly object[] {
  if (typeof error !== 'object' || error === null || depth > 4) return [];
  const { cause, errors } = error as { readonly cause?: unknown; readonly errors?: unknown };
  const inner = [cause, ...(Array.isArray(errors) ? errors.slice(0, 8) : [])];
  return [...inner.flatMap((one: unknown) => causeChain(one, depth + 1)), error];
}

function failureOf(error: object): ConnectionFailure | null {
  const { code, message, syscall } = error as {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly syscall?: unknown;
  };
  const text = typeof message === 'string' ? message : '';
  const tunnel = TUNNEL.exec(text);
  if (tunnel !== null) return tunnelFailure(tunnel[1]);
  if (text === TLS_DISCONNECTED)
    return {
      sent: false,
      retryable: true,
      reason: 'the connection ended in the TLS handshake',
      help: CHECK_NETWORK,
    };
  // The code is the only part of a foreign error that cannot contain a secret.
  if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]{1,59}$/.test(code)) return null;
  if (CERTIFICATE.test(code)) return untrustedCertificate(code);
  if (PROXY_CODE.test(code)) return { ...tunnelFailure(), reason: `the proxy could not be used (${code})` };
  const before = NOT_SENT_CODES.has(code) || HANDSHAKE.test(code) || CONNECT_SYSCALLS.has(String(syscall));
  return {
    sent: !before,
    retryable: true,
    reason: code,
    help: code === 'ENOTFOUND' ? CHECK_HOST_NAME : CHECK_NETWORK,
  };
}

const CHECK_HOST_NAME = 'check the host name in `baseURL`, and the DNS of this machine';

function tunnelFailure(status?: string): ConnectionFailure {
  return {
    sent: false,
    retryable: status !== '407',
    reason: `the proxy did not open the tunnel${status === undefined ? '' : ` (HTTP ${status})`}`,
    help:
      status === '407'
        ? 'add the user and password to the URL of the proxy: `http://user:password@host:port`'
        : 'check the proxy in HTTPS_PROXY, and that it allows the host of `baseURL`',
  };
}

function untrustedCertificate(code: string): ConnectionFailure {
  return {
    sent: false,
    retryable: false,
    reason: `the certificate of the server is not trusted (${code})`,
    help: 'if a proxy of your company inspects TLS, set NODE_EXTRA_CA_CERTS to the file of its certificate authority; otherwise check `baseURL` and the clock of this machine',
  };
}
