// The problems of an API that does not respond correctly.

import type { ProblemText } from './problem.js';

const upstreamProblem = (
  status: number,
  code: ProblemText['code'],
  message: string,
  help: string,
): ProblemText => ({
  status,
  code,
  message,
  help,
});

export const UNREACHABLE: ProblemText = upstreamProblem(
  502,
  'upstream-unreachable',
  'the API could not be reached',
  'try again; if it persists, see https://www.cloudflarestatus.com, or check that the emulator is running',
);
export const TIMED_OUT: ProblemText = upstreamProblem(
  504,
  'upstream-timed-out',
  'the API did not complete its response in time',
  'try again later',
);
export const REDIRECTED: ProblemText = upstreamProblem(
  502,
  'upstream-redirected',
  'the API responded with a redirect, which the Worker never follows',
  'check the setting `UPSTREAM`: it must be the base URL of the API itself',
);
export const NOT_JSON: ProblemText = upstreamProblem(
  502,
  'upstream-not-json',
  'the response of the API is not one of its JSON envelopes',
  'try again; if it persists, check that the setting `UPSTREAM` is the base URL of the API',
);
export const TOO_LARGE: ProblemText = upstreamProblem(
  502,
  'upstream-too-large',
  'the response of the API is larger than 64 MiB',
  'get a single prefix instead of a list',
);
