// Stands in for Cloudflare Access on this machine: signs everyone in as one person, and passes requests on with the token that
// Access would add. The Worker verifies that token as it does in production; only the team is another one.

import { createServer, request as send } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** The person that every request comes from. The name is reserved: no mail reaches it. */
export const LOCAL_PERSON = 'you@this-machine.invalid';

const CERTS = '/cdn-cgi/access/certs';
const MINUTE = 60;

/**
 * Listens on a port, and passes requests on to another one.
 *
 * @param {{ port: number, workerPort: number, audience: string }} settings
 * @returns {Promise<{ team: string, close: () => void }>} `team`: for the setting `ACCESS_TEAM`
 */
export async function serveLocalAccess({ port, workerPort, audience }) {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'local', alg: 'RS256', use: 'sig' }] };
  const team = `http://127.0.0.1:${port}`;
  const sign = () =>
    new SignJWT({ email: LOCAL_PERSON, type: 'app' })
      .setProtectedHeader({ alg: 'RS256', kid: 'local' })
      .setIssuer(team)
      .setAudience([audience])
      .setIssuedAt()
      .setExpirationTime(`${10 * MINUTE} seconds`)
      .sign(privateKey);

  const server = createServer(async (incoming, outgoing) => {
    if (incoming.url === CERTS) {
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(keys));
      return;
    }
    const headers = { ...incoming.headers, 'cf-access-jwt-assertion': await sign() };
    const forwarded = send(
      { host: '127.0.0.1', port: workerPort, method: incoming.method, path: incoming.url, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    team,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
