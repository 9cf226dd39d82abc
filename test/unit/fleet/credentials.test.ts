import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAccount,
  createOperator,
  createUser,
  encodeAccount,
  encodeOperator,
  encodeUser,
  fmtCreds,
} from '@nats-io/jwt';
import { generate, type GenerateResult } from 'selfsigned';
import { connectTo, type ServerOptions } from '../../../src/fleet/nats/connect';
import { FleetSource } from '../../../src/fleet/reader/fleetSource';
import { UserError } from '../../../src/shared/errors/userError';
import { NatsServer } from './natsServer';
import { PlayedNode } from './playedNode';

const DAY = 86_400_000;
const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY);

const UNLIMITED = { conn: -1, subs: -1, data: -1, payload: -1, imports: -1, exports: -1 };

type Certificate = Pick<GenerateResult, 'private' | 'cert'>;

function authority(): Promise<Certificate> {
  return generate([{ name: 'commonName', value: 'Test authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
}

/** @param notAfterDate When it expires. */
function signedBy(
  { private: key, cert }: Certificate,
  name: string,
  notAfterDate = daysFromNow(1),
): Promise<Certificate> {
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: daysFromNow(-10),
    notAfterDate,
    ca: { key, cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
}

describe('a nats-server that asks who is there', function () {
  this.timeout(60_000);
  let directory: string;
  let server: NatsServer | undefined;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'p2p-trace-credentials-'))));
  afterEach(async () => {
    await server?.dispose();
    server = undefined;
    rmSync(directory, { recursive: true, force: true });
  });

  /** @returns Its path. */
  function file(name: string, content: string | Uint8Array): string {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  }

  async function connects(options: Omit<ServerOptions, 'url'>, url = server!.url): Promise<void> {
    const connection = await connectTo({ url, ...options }, 'test');
    await connection.close();
  }

  async function isRefused(
    code: string,
    options: Omit<ServerOptions, 'url'>,
    url = server!.url,
    message = /./,
  ): Promise<void> {
    await assert.rejects(connects(options, url), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.code, code, error.toString());
      assert.match(error.message, message);
      assert.doesNotMatch(error.toString(), /secret/);
      return true;
    });
  }

  describe('by a password', () => {
    beforeEach(async () => {
      server = await NatsServer.start(
        'authorization { users = [{ user: agent, password: "secret:/@word" }] }',
      );
    });

    it('takes the right one, in the address too', async () => {
      await connects({ user: 'agent', password: 'secret:/@word' });
      const inUrl = `agent:${encodeURIComponent('secret:/@word')}@`;
      await connects({}, server!.url.replace('//', `//${inUrl}`));
    });

    for (const [what, options] of [
      ['a wrong one', { user: 'agent', password: 'secrets' }],
      ['nobody', {}],
    ] as const)
      it(`refuses ${what}`, () => isRefused('fleet-refused', options));

    it('does not show the one in the address', () =>
      isRefused('fleet-refused', {}, server!.url.replace('//', '//agent:secretly@')));

    it('ends a reader whose password is no longer good, and says so', async () => {
      const login = { url: server!.url, user: 'agent', password: 'secret:/@word' };
      const agent = await PlayedNode.start({ server: login, name: 'berlin' });
      await agent.end();
      const reader = await FleetSource.open(login, {});
      try {
        reader.flow(() => Promise.resolve());
        await server!.kill();
        server!.config = 'authorization { users = [{ user: agent, password: other }] }';
        await server!.start();
        const { error } = await reader.ended;
        assert.ok(error instanceof UserError, String(error));
        assert.equal(error.code, 'fleet-refused');
      } finally {
        reader.dispose();
      }
    });
  });

  describe('by a certificate', () => {
    let ca: Certificate;
    let tlsCa: string;
    before(async () => (ca = await authority()));
    beforeEach(() => (tlsCa = file('ca.pem', ca.cert)));

    async function start(certificate: Certificate, more = ''): Promise<string> {
      const paths = {
        cert_file: file('server.pem', certificate.cert),
        key_file: file('server.key', certificate.private),
        ca_file: tlsCa,
      };
      const lines = Object.entries(paths).map(([key, path]) => `${key}: ${JSON.stringify(path)}`);
      server = await NatsServer.start(`tls { ${lines.join('\n')}\n${more} }`);
      return server.url.replace('nats:', 'tls:');
    }

    it('of its own, signed by whom the client trusts', async () => {
      const url = await start(await signedBy(ca, 'server'));
      await connects({ tlsCa }, url);
      await isRefused('fleet-untrusted', {}, url);
      const other = file('other.pem', (await authority()).cert);
      await isRefused('fleet-untrusted', { tlsCa: other }, url);
    });

    it('of its own, which has expired', async () => {
      const url = await start(await signedBy(ca, 'server', daysFromNow(-1)));
      await isRefused('fleet-untrusted', { tlsCa }, url, /expired/);
    });

    it('that a client shows', async () => {
      const url = await start(await signedBy(ca, 'server'), 'verify: true');
      const client = await signedBy(ca, 'client');
      const expired = await signedBy(ca, 'client', daysFromNow(-1));
      const options = (certificate: Certificate) => ({
        tlsCa,
        tlsCert: file('client.pem', certificate.cert),
        tlsKey: file('client.key', certificate.private),
      });
      await connects(options(client), url);
      await isRefused('fleet-unreachable', { tlsCa }, url, /certificate of this client/);
      await isRefused('fleet-unreachable', options(expired), url, /certificate of this client/);
    });

    it('from a file that is not there', async () => {
      const url = await start(await signedBy(ca, 'server'));
      await isRefused('fleet-credentials', { tlsCa: join(directory, 'none.pem') }, url);
    });
  });

  describe('by a JWT', () => {
    const operator = createOperator();
    const account = createAccount();
    const user = createUser();

    beforeEach(async () => {
      const system = createAccount();
      const jwts = [
        await encodeOperator('test', operator, { system_account: system.getPublicKey() }),
        await encodeAccount('SYS', system, {}, { signer: operator }),
        await encodeAccount('FLEET', account, { limits: UNLIMITED }, { signer: operator }),
      ];
      server = await NatsServer.start(
        `operator: ${jwts[0]}\nresolver: MEMORY\nresolver_preload { ${system.getPublicKey()}: ${jwts[1]}\n${account.getPublicKey()}: ${jwts[2]} }`,
      );
    });

    it('lets a user have the inbox with its name alone', async () => {
      const claims = { sub: { allow: ['_INBOX.agent.>', 'questions'] } };
      const jwt = await encodeUser('agent', user, account, claims);
      const credsText = new TextDecoder().decode(fmtCreds(jwt, user));
      for (const options of [{ credsText }, { creds: file('inbox.creds', credsText) }]) {
        const connection = await connectTo({ url: server!.url, ...options }, 'test');
        try {
          connection.subscribe('questions', {
            callback: (_, question) => void question.respond('answer'),
          });
          assert.equal((await connection.request('questions')).string(), 'answer');
        } finally {
          await connection.close();
        }
      }
    });

    /** @param exp Seconds since 1970. */
    async function credentials(exp?: number): Promise<Uint8Array> {
      const jwt = await encodeUser('agent', user, account, {}, exp === undefined ? {} : { exp });
      return fmtCreds(jwt, user);
    }

    it('takes one that is good', async () => {
      await connects({ creds: file('good.creds', await credentials()) });
    });

    it('refuses one that has expired', async () => {
      const creds = file('old.creds', await credentials(Math.floor(Date.now() / 1000) - 60));
      await isRefused('fleet-refused', { creds });
    });

    it('refuses what is not one', async () => {
      await isRefused('fleet-credentials', { creds: file('bad.creds', 'secret') });
      await isRefused('fleet-credentials', { creds: join(directory, 'none.creds') });
    });

    it('takes one that was renewed while the agent went on', async () => {
      const seconds = Math.floor(Date.now() / 1000) + 3;
      const creds = file('agent.creds', await credentials(seconds));
      const connection = await connectTo({ url: server!.url, creds }, 'test', true);
      try {
        const happens = async (wanted: string): Promise<void> => {
          for await (const { type } of connection.status()) if (type === wanted) return;
        };
        await happens('disconnect');
        // Refused more often than the client would take for an answer.
        await new Promise((resolve) => setTimeout(resolve, 3500));
        assert.equal(connection.isClosed(), false);
        const back = happens('reconnect');
        file('agent.creds', await credentials());
        await back;
      } finally {
        await connection.close();
      }
    });
  });
});
