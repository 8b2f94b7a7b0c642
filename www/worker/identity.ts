// Who asks: the identity that Cloudflare Access has verified, verified once more.

import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from 'jose';
import type { Context } from './context.js';
import type { AccessSettings } from './env.js';
import { boundedFetch } from './key-fetch.js';
import type { ProblemText } from './problem.js';

/** Who asks: a person by e-mail address, or a service token by its name. */
export interface Actor {
  readonly kind: 'person' | 'service';
  readonly name: string;
}

/** The header that Access adds to each request that it lets pass. */
export const ASSERTION_HEADER = 'cf-access-jwt-assertion';

/** Longest token to look at, characters; Access issues about 1,000, more with custom claims. */
const MAX_ASSERTION = 16_384;

/** How far the clocks of Access and of the Worker may be apart, seconds. */
const CLOCK_TOLERANCE = 30;

/** Time after which the keys are fetched again for a key that is not among them, ms. */
const REFETCH_AFTER = 30_000;

/** A token that was verified is believed for this time, or until it expires: a page sends many requests at once, ms. */
const BELIEVED_FOR = 60_000;

/** Most tokens to remember. */
const MOST_TOKENS = 1000;

/** The tokens that were verified for an audience, and the actors, until a time. Only genuine tokens get here. */
const verified = new Map<
  string,
  { readonly actor: Actor; readonly audience: string; readonly until: number }
>();

/** The keys of the last team: a deployment has one. */
let keys: { readonly issuer: string; readonly get: RemoteJWKSet } | undefined;

/** The actor of a request, or why there is none. */
export async function identify(
  headers: Headers,
  settings: AccessSettings,
  access: Context['access'],
): Promise<Actor | ProblemText> {
  if (access !== undefined) {
    const audiences = typeof access.aud === 'string' ? [access.aud] : access.aud;
    if (!audiences.includes(settings.audience)) return IDENTITY_INVALID;
    // Where the platform cannot say who it is, the token of the request still can.
    const actor = actorOf(await access.getIdentity().catch(() => null));
    if (actor !== null) return actor;
  }
  const assertion = headers.get(ASSERTION_HEADER);
  if (assertion === null || assertion === '') return IDENTITY_MISSING;
  if (assertion.length > MAX_ASSERTION) return IDENTITY_INVALID;
  const known = verified.get(assertion);
  if (known !== undefined && known.audience === settings.audience && Date.now() < known.until)
    return known.actor;
  try {
    const { payload } = await jwtVerify<JWTPayload>(assertion, keysOf(settings), {
      algorithms: ['RS256'],
      issuer: settings.issuer,
      audience: settings.audience,
      requiredClaims: ['exp', 'iat'],
      clockTolerance: CLOCK_TOLERANCE,
    });
    const actor = actorOf(payload);
    if (actor === null) return IDENTITY_INVALID;
    if (verified.size >= MOST_TOKENS) verified.clear();
    const until = Math.min(Date.now() + BELIEVED_FOR, (payload.exp ?? 0) * 1000);
    verified.set(assertion, { actor, audience: settings.audience, until });
    return actor;
  } catch (error) {
    return isAboutToken(error) ? IDENTITY_INVALID : KEYS_UNAVAILABLE;
  }
}

/** A person has an e-mail address, and a service token a name. Without either there is no actor. */
function actorOf(claims: unknown): Actor | null {
  if (typeof claims !== 'object' || claims === null) return null;
  const { email, common_name: name } = claims as { email?: unknown; common_name?: unknown };
  if (typeof email === 'string' && email !== '') return { kind: 'person', name: email };
  return typeof name === 'string' && name !== '' ? { kind: 'service', name } : null;
}

function keysOf({ issuer }: AccessSettings): RemoteJWKSet {
  if (keys?.issuer !== issuer) {
    const get = createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`), {
      cooldownDuration: REFETCH_AFTER,
      [customFetch]: boundedFetch(),
    });
    keys = { issuer, get };
  }
  return keys.get;
}

/** True where the token is at fault, false where its keys could not be read. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    error.code !== errors.JOSEError.code &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid)
  );
}

const IDENTITY_MISSING: ProblemText = {
  status: 403,
  code: 'identity-missing',
  message: 'the request did not come through Cloudflare Access',
  help: 'open the address that the Access application guards; without one, see docs/deploy.md',
};
const IDENTITY_INVALID: ProblemText = {
  status: 403,
  code: 'identity-invalid',
  message: 'the identity of the request is not one that this deployment accepts',
  help: 'sign in again; if it persists, compare `ACCESS_TEAM` and `ACCESS_AUD` with the Access application',
};
const KEYS_UNAVAILABLE: ProblemText = {
  status: 503,
  code: 'identity-unverifiable',
  message: 'the keys of Cloudflare Access could not be read',
  help: 'try again; if it persists, check `ACCESS_TEAM`',
  headers: { 'retry-after': '5' },
};
