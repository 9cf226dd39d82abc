import { isDeepStrictEqual } from 'node:util';
import { NatsServer } from '../unit/fleet/natsServer';
import { PlayedNode } from '../unit/fleet/playedNode';
import { message } from '../unit/support/frames';
import { eventually } from './eventually';
import { Workbench } from './workbench';

const USERS = 'authorization { users = [ { user: reader, password: "s3cret word" } ] }';
const NODES = ['berlin', 'oslo', 'lisbon'];

describe('a fleet, read in a stock VS Code', () => {
  let workbench: Workbench;
  let server: NatsServer;
  let nodes: PlayedNode[];
  let firing: NodeJS.Timeout;

  before(async () => {
    server = await NatsServer.start(USERS);
    const login = { url: server.url, user: 'reader', password: 's3cret word' };
    nodes = await Promise.all(NODES.map((name) => PlayedNode.start({ server: login, name })));
    let count = 0;
    firing = setInterval(() => {
      const payload = Buffer.alloc(8);
      payload.writeUInt32LE(++count);
      const timeNs = Number(process.hrtime.bigint());
      const type = count % 4 === 0 ? 'pong' : 'ping';
      for (const [i, node] of nodes.slice(0, 2).entries())
        void node.fire(
          message({
            type,
            timeNs,
            payload,
            peer: 1 + (count % 3),
            address: `192.0.2.${10 * i + 1 + (count % 3)}:8333`,
            direction: count % 2 ? 'inbound' : 'outbound',
          }),
        );
    }, 100);
    workbench = await Workbench.open();
  });
  after(async () => {
    clearInterval(firing);
    await workbench.close();
    for (const node of nodes) await node.end().catch(() => undefined);
    await server.dispose();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`failed ${this.currentTest.title}`);
  });

  const input = () =>
    workbench.page
      .locator('.quick-input-widget input[type=text], .quick-input-widget input[type=password]')
      .first();
  /** Answers a box whose prompt has this text. */
  async function type(prompt: string, text: string): Promise<void> {
    await workbench.page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
    await input().fill(text);
    await workbench.page.keyboard.press('Enter');
  }
  async function pick(label: string): Promise<void> {
    await workbench.picks.filter({ hasText: label }).first().click();
  }
  /** Where several may be picked, entries are boxes to tick. */
  const nodeToPick = (name: string) =>
    workbench.page.locator('.quick-input-widget .monaco-list-row', { hasText: name });
  // The list may be there before keys go to it.
  const takePicked = () =>
    workbench.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  const row = (name: string) => workbench.peerRows.filter({ hasText: name }).first();

  it('asks for address, user and password, says what is wrong, and begins', async () => {
    await workbench.showPeers();
    await workbench.screenshot('fleet welcome');
    await workbench.runCommand('Bitcoin: Connect to a Fleet…');
    const address = workbench.page.locator('.quick-input-widget', { hasText: 'The address of' });
    await address.waitFor();
    await input().fill('http://x');
    await workbench.page.getByText('An address begins with nats:// or tls://').waitFor();
    await workbench.screenshot('fleet address');
    // What is wrong stands in place of the prompt.
    await type('An address begins with', server.url);
    await pick('Without credentials');
    await workbench.page.getByPlaceholder(/refuses these credentials/).waitFor();
    await workbench.screenshot('fleet refused');
    await pick('User and password');
    await type('User at', 'reader');
    await type('Password of', 's3cret word');
    await workbench.picks.filter({ hasText: 'From now on' }).waitFor();
    await workbench.screenshot('fleet from');
    await pick('Everything that the stream holds');
    await nodeToPick('lisbon').waitFor();
    await workbench.screenshot('fleet nodes');
    await takePicked();
    await workbench.sidebarHas(row('berlin'));
    await workbench.sidebarHas(row('oslo'));
    await workbench.sidebarHas(row('lisbon'));
    await eventually('a live node', async () =>
      ((await row('berlin').textContent()) ?? '').includes('live'),
    );
  });

  it('says how each node is', async () => {
    await nodes[0]!.sayAbout({ spooled: 2_000_000 });
    await eventually('a node that is behind', async () =>
      ((await row('berlin').textContent()) ?? '').includes('2.0 MB wait at its agent'),
    );
    await row('oslo').hover();
    await workbench.page.waitForTimeout(1500);
    await workbench.screenshot('fleet states');
    nodes[2]!.hush();
    await eventually(
      'a silent node',
      async () => ((await row('lisbon').textContent()) ?? '').includes('silent since'),
      30_000,
    );
    await workbench.screenshot('fleet silent');
  });

  it('has a ladder over several nodes', async () => {
    await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    const ladder = await workbench.webview('.grid .row .type');
    const heads = ladder.locator('.head.node .upright');
    await eventually('the ladder has both nodes', async () =>
      isDeepStrictEqual((await heads.allTextContents()).sort(), ['berlin', 'oslo']),
    );
    await workbench.screenshot('fleet ladder');
  });

  it('says that the server is away, and goes on when it is back', async () => {
    await server.kill();
    await workbench.sidebarHas(workbench.sidebar.getByText('The NATS server is away since'));
    await workbench.screenshot('fleet away');
    await server.start();
    await eventually(
      'the server is back',
      async () => !(await workbench.sidebar.getByText('is away since').isVisible()),
      30_000,
    );
  });

  it('stops, and remembers the fleet without asking again', async () => {
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
    await workbench.sidebarHas(workbench.sidebar.getByText('Not live: the trace has ended.'));
    await workbench.screenshot('fleet stopped');
    await workbench.runCommand('Bitcoin: Connect to a Fleet…');
    await pick('as reader');
    await pick('From now on');
    await nodeToPick('lisbon').waitFor();
    await takePicked();
    await workbench.sidebarHas(row('berlin'));
    await eventually('a live node', async () =>
      /live|behind/.test((await row('berlin').textContent()) ?? ''),
    );
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
  });
});
