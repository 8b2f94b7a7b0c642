// Why a `fetch` failed: whether the request had left by then, and what to do.

import { type APIError, apiError } from './api-error.js';
import { unusedProxyHint } from './proxy.js';

/** Codes of errors that come before the request is on its way. */
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
/** What connects, and what looks a name up: an error of one of them comes before anything is sent. */
const CONNECT_SYSCALLS: ReadonlySet<string> = new Set(['connect', 'getaddrinfo', 'bind', 'socket']);
/** A handshake that fails; the certificate is checked before the request goes out. */
const CERTIFICATE =
  /^(CERT_[A-Z_]+|(UNABLE_TO|ERROR_IN|SELF_SIGNED|DEPTH_ZERO)_[A-Z_]*|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;
const HANDSHAKE =
  /^(EPROTO|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|(TLSV1|SSLV3|TLSV13)_ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION|INTERNAL_ERROR|UNRECOGNIZED_NAME|UNKNOWN_CA)))$/;
const PROXY_CODE = /^UND_ERR_PRX_(TLS|CONN)$/;
/** How Node's `fetch` says that a proxy has not opened the tunnel. */
const TUNNEL = /^Proxy response (?:\((\d{3})\) )?!== 200 when HTTP Tunneling/;
/** How Node says that a connection has ended in the handshake. */
const TLS_DISCONNECTED = 'Client network socket disconnected before secure TLS connection was established';

/** What is known of a failed `fetch`. */
interface ConnectionFailure {
  readonly sent: boolean;
  /** True where the same may go well later. */
  readonly retryable: boolean;
  /** The reason in words that are safe to repeat. */
  readonly reason: string | null;
  readonly help: string;
}

const CHECK_NETWORK = 'check the network and `baseURL`, then try again';

/** A failed `fetch` as an error of ours: strangers' errors are not passed on, not as a cause either, since they may show a secret. */
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

/** An error, the errors that it is made of, and what they came from; the outermost last, since the innermost knows most. */
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
  const said = typeof message === 'string' ? message : '';
  const tunnel = TUNNEL.exec(said);
  if (tunnel !== null) return tunnelFailure(tunnel[1]);
  if (said === TLS_DISCONNECTED)
    return {
      sent: false,
      retryable: true,
      reason: 'the connection ended in the TLS handshake',
      help: CHECK_NETWORK,
    };
  // The only part of a stranger's error that is safe to repeat.
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

const CHECK_HOST_NAME = 'check the host name in `baseURL`, and that this machine can look names up';

function tunnelFailure(status?: string): ConnectionFailure {
  return {
    sent: false,
    retryable: status !== '407',
    reason: `the proxy did not open the tunnel${status === undefined ? '' : ` (HTTP ${status})`}`,
    help:
      status === '407'
        ? 'write the user and password of the proxy in its URL: `http://user:password@host:port`'
        : 'check the proxy in HTTPS_PROXY, and that it lets the host of `baseURL` through',
  };
}

function untrustedCertificate(code: string): ConnectionFailure {
  return {
    sent: false,
    retryable: false,
    reason: `the certificate of the server is not trusted (${code})`,
    help: 'where a proxy of your company signs for others, name the file of its authority in NODE_EXTRA_CA_CERTS; else check `baseURL` and the clock of this machine',
  };
}
