// Errors that carry what the API answered: a refusal in an envelope, or a status without one.

import { ByoipError, type Problem } from './errors.js';
import type { ApiMessage } from './types.js';

/** The API understood the request and refused it: `success` was false, whatever the HTTP status. */
export class ApiError extends ByoipError {
  override readonly name: string = 'ByoipApiError';
  /** The HTTP status; 200 is possible. */
  readonly status: number;
  /** The envelope's errors, first things first. Match on their codes: statuses are recorded for few of them. */
  readonly errors: readonly ApiMessage[];
  readonly messages: readonly ApiMessage[];

  constructor(problem: Omit<Problem, 'code'>, answer: Pick<ApiError, 'status' | 'errors' | 'messages'>) {
    super({ ...problem, code: 'api-failure' });
    this.status = answer.status;
    this.errors = answer.errors;
    this.messages = answer.messages;
  }
}

/** An HTTP status other than 2xx whose body is no envelope: a gateway's page, a proxy's problem, nothing at all. */
export class HttpStatusError extends ByoipError {
  override readonly name: string = 'ByoipHttpStatusError';
  readonly status: number;
  /** The first 80 characters of the body, with everything invisible spelled out. */
  readonly excerpt: string;

  constructor(problem: Omit<Problem, 'code'>, status: number, excerpt: string) {
    super({ ...problem, code: 'http-status' });
    this.status = status;
    this.excerpt = excerpt;
  }
}
