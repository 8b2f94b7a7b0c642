// Cloudflare Access for tests: keys, the server that shows them, and tokens of people and services. Nothing here is the Worker's.

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { reply, type ScriptedServer, scriptedServer } from '../ring/setup/scripted-server.js';
import { type Deployment, deploy, type Platform } from './deployment.js';

export const AUDIENCE = 'a11d'.repeat(16);
export const OWN_TOKEN = 'canary-own-token-71c4e0';

/** A team of Access. */
export interface Team {
  /** For the setting `ACCESS_TEAM`; the issuer of the tokens. */
  readonly url: string;
  /** The server of the keys; it counts how often they were read. */
  readonly keyServer: ScriptedServer;
  /** The headers of a request from a person, or with any claims instead of the usual ones. */
  signedIn(email?: string, claims?: Readonly<Record<string, unknown>>): Promise<Record<string, string>>;
  readonly privateKey: CryptoKey;
  readonly publicJwk: object;
  close(): Promise<void>;
}

/** Opens a team with one key, of the id `key-1`. */
export async function openTeam(): Promise<Team> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  const keyServer = await scriptedServer(reply(200, JSON.stringify({ keys: [publicJwk] })));
  const url = `http://127.0.0.1:${keyServer.port}`;
  return {
    url,
    keyServer,
    privateKey,
    publicJwk,
    async signedIn(email = 'ann@example.com', claims = {}) {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: url, aud: [AUDIENCE], iat: now, exp: now + 600, type: 'app', email };
      const payload = Object.fromEntries(
        Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
      );
      const token = await new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
        .sign(privateKey);
      return { 'cf-access-jwt-assertion': token };
    },
    close: () => keyServer.close(),
  };
}

/** The settings of the mode in which the Worker has a token. */
export function ownTokenSettings(
  team: Team,
  upstream: { readonly url: string },
  accountId: string,
): Record<string, string> {
  return {
    UPSTREAM: upstream.url,
    CLOUDFLARE_API_TOKEN: OWN_TOKEN,
    ACCOUNT_ID: accountId,
    ACCESS_TEAM: team.url,
    ACCESS_AUD: AUDIENCE,
  };
}

/** Starts the Worker with a token of its own, behind the team. */
export function deployBehind(
  team: Team,
  upstream: { readonly url: string },
  accountId: string,
  more: Record<string, string> = {},
  platform: Platform = {},
): Promise<Deployment> {
  return deploy({ ...ownTokenSettings(team, upstream, accountId), ...more }, platform);
}
