// What is told when the API does not answer as it should.

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
  'try again; if it stays so, see https://www.cloudflarestatus.com, or whether the emulator still runs',
);
export const TIMED_OUT: ProblemText = upstreamProblem(
  504,
  'upstream-timed-out',
  'the API did not finish its answer in time',
  'try again in a while; reading twice does no harm',
);
export const REDIRECTED: ProblemText = upstreamProblem(
  502,
  'upstream-redirected',
  'the API answered with a redirect, which is never followed',
  'check the setting `UPSTREAM`: it has to be the base URL of the API itself',
);
export const NOT_JSON: ProblemText = upstreamProblem(
  502,
  'upstream-not-json',
  'the API answered with something that is not one of its JSON envelopes',
  'try again; if it stays so, check that the setting `UPSTREAM` is the base URL of the API',
);
export const TOO_LARGE: ProblemText = upstreamProblem(
  502,
  'upstream-too-large',
  'the answer of the API is larger than 64 MiB',
  'ask for a single prefix instead of a list',
);
