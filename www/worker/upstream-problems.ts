// The problems of an API that does not respond correctly.

import type { ProblemText } from './problem.js';

/** Largest response to forward, in bytes after decompression: about 30,000 bindings. */
export const MAX_ANSWER = 8 * 1024 * 1024;

export const UNREACHABLE: ProblemText = {
  status: 502,
  code: 'upstream-unreachable',
  message: 'the API could not be reached',
  help: 'try again; if it persists, see https://www.cloudflarestatus.com, or check that the emulator is running',
};
export const TIMED_OUT: ProblemText = {
  status: 504,
  code: 'upstream-timed-out',
  message: 'the API did not complete its response in time',
  help: 'try again later',
};
export const REDIRECTED: ProblemText = {
  status: 502,
  code: 'upstream-redirected',
  message: 'the API responded with a redirect, which the Worker never follows',
  help: 'check the setting `UPSTREAM`: it must be the base URL of the API itself',
};
export const NOT_JSON: ProblemText = {
  status: 502,
  code: 'upstream-not-json',
  message: 'the response of the API is not one of its JSON envelopes',
  help: 'try again; if it persists, check that the setting `UPSTREAM` is the base URL of the API',
};
export const TOO_LARGE: ProblemText = {
  status: 502,
  code: 'upstream-too-large',
  message: 'the response of the API is larger than 8 MiB',
  help: 'use the command `byoip` for lists of this size',
};
export const ECHOES_TOKEN: ProblemText = {
  status: 502,
  code: 'upstream-echoes-token',
  message: 'the response of the API contains the token of the Worker',
  help: 'check the setting `UPSTREAM`; if it is right, replace the token',
};
