import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';

/** A real nats-server with JetStream on a free port of loopback. */
export class NatsServer {
  readonly directory = mkdtempSync(join(tmpdir(), 'p2p-trace-nats-'));
  private process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    /** Another one is in force from the next start on. */
    public config: string,
  ) {}

  /** @param config Lines of its configuration besides port and JetStream. */
  static async start(config = ''): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), config);
    await server.start();
    return server;
  }

  get pid(): number {
    return this.process!.pid!;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it again with what it had stored. */
  async start(): Promise<void> {
    const path = join(this.directory, 'nats.conf');
    writeFileSync(
      path,
      `listen: 127.0.0.1:${this.port}\njetstream { store_dir: ${JSON.stringify(this.directory)} }\n${this.config}\n`,
    );
    this.process = spawn(program(), ['-c', path], { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    this.process.stderr!.on('data', (text: Buffer) => (log += text.toString()));
    const end = Date.now() + 20_000;
    while (!log.includes('Server is ready')) {
      assert.ok(this.process.exitCode === null && Date.now() < end, `nats-server: ${log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const { process } = this;
    if (process?.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A connection for the test itself. */
  async connect(): Promise<Awaited<ReturnType<typeof connect>>> {
    return connect({ servers: `127.0.0.1:${this.port}` });
  }
}

/** `npm test` fetches it. */
function program(): string {
  const script =
    "import('./scripts/natsServer.mjs').then((m) => console.log(m.findNatsServer() ?? ''))";
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  const path = stdout.trim();
  assert.notEqual(path, '', 'there is no nats-server: `npm test` fetches it');
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
