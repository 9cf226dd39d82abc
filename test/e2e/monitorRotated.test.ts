import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Capture } from '../../src/capture/capture';
import { PeersModel } from '../../src/capture/model/peersModel';
import { Recording } from '../../src/extension/captures/recording';
import { MonitorSession } from '../../src/extension/monitor/monitorSession';
import { monitorState } from '../../src/extension/monitor/monitorState';
import { Channel, type Packet } from '../../src/shared/webview/channel';
import {
  FIRST_LOOK,
  type MonitorHost,
  type MonitorPage,
  type MonitorTarget,
} from '../../src/shared/webview/monitorProtocol';
import { hello, message } from '../unit/support/frames';
import { eventually } from './eventually';
import { COLOURS, HOST, launchBrowser } from './ladderPage';

const ADDRESS = 'http://monitor.localhost/';
const SECOND = 1e9;

describe('the monitor of a trace that deletes its oldest events', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-rotated-'));
  const opened: MonitorTarget[] = [];
  let browser: Browser;
  let capture: Capture;
  let session: MonitorSession;

  before(async () => {
    browser = await launchBrowser();
    capture = await Capture.create(join(folder, 'c'), { limitBytes: 200_000 });
  });
  after(async () => {
    session.dispose();
    await browser.close();
    await capture.close();
    rmSync(folder, { recursive: true });
  });

  it('marks in the chart what is no longer there', async () => {
    const peers = new PeersModel();
    peers.follow(capture);
    await capture.append(hello);
    session = new MonitorSession({
      recording: new Recording(capture, peers, true),
      state: monitorState(undefined, 'c'),
      nameOf: () => undefined,
      notify: (...notice) => channel.notify(...notice),
      keep: () => undefined,
      open: (target) => void opened.push(target),
      chooseColumns: () => undefined,
    });
    const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    const channel = new Channel<MonitorHost, MonitorPage>(
      (packet) => {
        page.evaluate(`window.postMessage(${JSON.stringify(packet)}, '*')`).catch(() => undefined);
      },
      (error) => {
        throw error;
      },
    );
    channel.serve(session.handlers);
    await page.exposeFunction('toHost', (packet: Packet) => channel.receive(packet));
    const variables = Object.entries(COLOURS['vscode-dark'])
      .map(([name, value]) => `--vscode-${name}: ${value};`)
      .join('');
    const style = readFileSync('dist/webview/monitor.css', 'utf8');
    const body = `<!DOCTYPE html><html lang="en"><head><style>:root{${variables}--vscode-font-family:sans-serif;--vscode-font-size:13px}${style}</style></head><body class="vscode-dark"></body></html>`;
    await page.route(ADDRESS, (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto(ADDRESS);
    await page.addScriptTag({ content: HOST });
    await page.addScriptTag({ content: readFileSync('dist/webview/monitor.js', 'utf8') });
    const about = page.locator('#chart-about');
    // What the monitor saw before it was deleted stays in its chart.
    for (let second = 1; second <= 60; second++) {
      const at = { timeNs: second * SECOND, payload: Buffer.alloc(200) };
      const frames = Array.from({ length: 20 }, (_, i) => message({ ...at, peer: i % 5 }));
      await capture.append(Buffer.concat(frames));
      await session.handlers.requests.look(FIRST_LOOK);
    }
    assert.ok(capture.index.firstRow > 0);
    const text = await eventually('what was deleted', async () => {
      const said = await about.textContent();
      return said?.includes('was deleted by rotation') === true ? said : undefined;
    });
    assert.match(text, /What was before \d\d:\d\d:\d\d was deleted by rotation\./);
    await page.locator('.rate-chart').focus();
    await page.keyboard.press('Home');
    await eventually('the first point', async () => {
      const value = await page.getByRole('slider').getAttribute('aria-valuetext');
      return value!.startsWith('No longer in the capture · ');
    });
    await page.waitForTimeout(700);
    await page.screenshot({ path: 'test-results/monitor rotated.png' });
    // Enter opens what is there of a stretch.
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await eventually('a ladder', async () => Promise.resolve(opened.length === 1));
    const { from, to } = opened[0]!.span!;
    assert.ok(to > from);
    await page.close();
  });
});
