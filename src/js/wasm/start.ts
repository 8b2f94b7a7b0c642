// Starts a wasm with the first call that needs it, and says why it cannot start: an error at import could not be caught.

import { ByoipError, type Problem } from '../types/errors.js';
import { isError } from '../types/realm.js';

/**
 * A function that starts a wasm with its first call, and does nothing after that.
 *
 * @throws ByoipError `wasm-unavailable`, `out-of-memory`
 */
export function startOnce(start: () => unknown): () => void {
  let isStarted = false;
  return () => {
    if (isStarted) return;
    try {
      start();
    } catch (error) {
      throw startError(error);
    }
    isStarted = true;
  };
}

/** Why a wasm of this package does not start, where the host is the reason; the error itself otherwise. */
export function startError(cause: unknown): unknown {
  const problem = isError(cause) ? startProblem(cause) : null;
  return problem === null ? cause : new ByoipError(problem, { cause });
}

function startProblem({ name, message }: Error): Problem | null {
  if (typeof WebAssembly === 'undefined') {
    return {
      code: 'wasm-unavailable',
      message: 'there is no WebAssembly here',
      help: 'allow it: the Lockdown Mode of Apple devices and some policies turn it off',
    };
  }
  // Chrome before version 115.
  if (name === 'RangeError' && /main thread|larger than/.test(message)) {
    return {
      code: 'wasm-unavailable',
      message: 'this browser does not compile WebAssembly of this size on the main thread without `await`',
      help: "call `await init(fetch(url))` of 'byoip/slim', or import the package in a Web Worker",
    };
  }
  if (name === 'RangeError') {
    return {
      code: 'out-of-memory',
      message: 'there is no memory for WebAssembly',
      help: 'free memory, such as that of other tabs, then call again',
    };
  }
  if (/Content.Security.Policy|unsafe-eval|\bCSP\b|disallowed|blocked|not allowed/i.test(message)) {
    return {
      code: 'wasm-unavailable',
      message: 'a policy forbids to compile WebAssembly',
      help: "add `'wasm-unsafe-eval'` to `script-src` of the Content-Security-Policy; on an edge runtime, bundle with the condition `workerd` or `edge-light`",
    };
  }
  return null;
}
