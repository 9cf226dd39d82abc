import { findingsOf } from '../../src/extension/captures/findingsOf';
import { causesOfCapture } from '../../src/capture/query/causes';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { Pairs } from '../../src/capture/query/pairs';
import { inspectMessage } from '../../src/extension/inspector/inspection';
import { InspectorSession } from '../../src/extension/inspector/inspectorSession';
import { JobRunner } from '../../src/extension/inspector/jobRunner';
import type { Recording } from '../../src/extension/captures/recording';
import { Channel, type Packet } from '../../src/shared/webview/channel';
import type {
  InspectorCommand,
  InspectorHost,
  InspectorPage,
} from '../../src/shared/webview/inspectorProtocol';

/** What VS Code gives a webview, as far as the page uses it. */
const API = `window.acquireVsCodeApi = () => ({
  postMessage: (packet) => void window.toHost(packet),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
  setState: (next) => sessionStorage.setItem('state', JSON.stringify(next)),
});`;

/** Colours and fonts that VS Code gives a webview; those of a dark theme, as far as they are of importance here. */
const THEME = `--vscode-font-family: sans-serif; --vscode-font-size: 13px; --vscode-editor-font-family: monospace;
  --vscode-editor-font-size: 14px; --vscode-editor-background: #1f1f1f; --vscode-editor-foreground: #cccccc;
  --vscode-foreground: #cccccc; --vscode-descriptionForeground: #9d9d9d; --vscode-focusBorder: #0078d4;`;

const ADDRESS = 'http://localhost/inspector';

/** The window, in the page. */
interface Poster {
  postMessage(packet: unknown): void;
}

/** The inspector’s page in a browser without VS Code: this process answers what it asks. */
export class BareInspector {
  /** What was put on the clipboard. */
  readonly copied: string[] = [];
  /** The other message that the user chooses to compare with. */
  choice: number | undefined;
  private session: InspectorSession | undefined;

  private constructor(
    readonly page: Page,
    private readonly recording: Recording,
    private readonly channel: Channel<InspectorHost, InspectorPage>,
    private readonly pairs: Pairs,
    private readonly script: string,
  ) {}

  /** @param folder Where the page’s script and style sheet are: dist/webview. */
  static async open(
    browser: Browser,
    recording: Recording,
    { folder = resolve('dist/webview'), theme = THEME, bodyClass = 'vscode-dark' } = {},
  ): Promise<BareInspector> {
    const page = await browser.newPage({ viewport: { width: 700, height: 600 } });
    const post = (packet: Packet): void =>
      void page
        .evaluate((each) => (globalThis as unknown as Poster).postMessage(each), packet)
        // The page was closed meanwhile.
        .catch(() => undefined);
    const channel = new Channel<InspectorHost, InspectorPage>(post, (error) => {
      throw error;
    });
    await page.exposeFunction('toHost', (packet: Packet) => channel.receive(packet));
    const read = (name: string) => readFileSync(resolve(folder, name), 'utf8');
    const body = `<!doctype html><html lang="en" style='${theme}'><head><title>Message inspector</title>
      <style>${read('inspector.css')}</style></head><body class="${bodyClass}"></body></html>`;
    // A page with an origin, as webviews have one; nothing is asked of a server.
    await page.route(ADDRESS, (route) => route.fulfill({ body, contentType: 'text/html' }));
    const inspector = new BareInspector(
      page,
      recording,
      channel,
      new Pairs(recording.capture, () => false),
      read('inspector.js'),
    );
    channel.serve({});
    await inspector.load();
    return inspector;
  }

  /** Loads the page, anew if it is there: VS Code does so when a tab that was covered is seen again. */
  async load(): Promise<void> {
    await this.page.goto(ADDRESS);
    await this.page.addScriptTag({ content: API });
    await this.page.addScriptTag({ content: this.script });
  }

  /** Shows a message at a size of the page. */
  async show(row: number, size?: { width: number; height: number }): Promise<void> {
    if (size) await this.page.setViewportSize(size);
    this.session?.dispose();
    const { recording, channel, pairs } = this;
    this.session = new InspectorSession((await inspectMessage(recording, row))!, {
      recording,
      pairs,
      findings: findingsOf(recording),
      causes: causesOfCapture(recording.capture, () => false),
      jobs: new JobRunner(resolve('dist/inspectorWorker.js')),
      offers: { handler: true, hexEditor: true, follow: true },
      notify: channel.notify,
      show: (other) => this.show(other),
      copy: (text) => Promise.resolve(void this.copied.push(text)),
      save: () => Promise.resolve(),
      openHexEditor: () => Promise.resolve(),
      goToHandler: () => Promise.resolve(),
      follow: () => Promise.resolve(),
      kept: undefined,
      keep: () => undefined,
      choose: () => Promise.resolve(this.choice),
    });
    channel.serve(this.session.handlers);
    this.session.show();
    await this.page.locator('.number', { hasText: `#${row + 1}` }).waitFor();
    // Laid out, and laid out again by what it found then.
    await this.page.evaluate('new Promise((done) => setTimeout(done, 100))');
  }

  /** What a key of VS Code does. */
  run(command: InspectorCommand): void {
    this.channel.notify('run', { command });
  }

  /** The first row in view of a field of this name. */
  field(name: string): Locator {
    return this.page.locator(`.field-row[data-name="${name}"]:visible`).first();
  }

  async close(): Promise<void> {
    this.session?.dispose();
    this.pairs.dispose();
    await this.page.close();
  }
}
