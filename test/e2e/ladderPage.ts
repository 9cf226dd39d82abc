import { readFileSync, rmSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { LadderQuery } from '../../src/shared/webview/ladderProtocol';
import { Channel, type Packet } from '../../src/shared/webview/channel';
import type { LadderHost, LadderPage, LadderSource } from '../../src/shared/webview/ladderProtocol';
import { LadderSession } from '../../src/extension/ladder/ladderSession';
import type { Recording } from '../../src/extension/captures/recording';
import type { Recordings } from '../../src/extension/captures/recordings';

/** Enough of VS Code's colours to be looked at, by the class that the body has in a theme. */
export const COLOURS = {
  'vscode-dark': {
    'editor-background': '#1f1f1f',
    'editor-foreground': '#cccccc',
    foreground: '#cccccc',
    'icon-foreground': '#cccccc',
    descriptionForeground: '#9d9d9d',
    focusBorder: '#0078d4',
    'input-background': '#313131',
    'input-foreground': '#cccccc',
    'input-border': '#3c3c3c',
    'input-placeholderForeground': '#989898',
    'inputOption-activeBackground': '#2489db82',
    'inputOption-activeBorder': '#2488db',
    'inputOption-activeForeground': '#ffffff',
    'menu-background': '#1f1f1f',
    'menu-foreground': '#cccccc',
    'menu-border': '#454545',
    'menu-selectionBackground': '#0078d4',
    'menu-selectionForeground': '#ffffff',
    'menu-separatorBackground': '#454545',
    'editorWidget-background': '#202020',
    'editorWidget-foreground': '#cccccc',
    'editorWidget-border': '#454545',
    'widget-shadow': '#0000005c',
    'toolbar-hoverBackground': '#5a5d5e50',
    'list-hoverBackground': '#2a2d2e',
    'list-activeSelectionBackground': '#04395e',
    'list-activeSelectionForeground': '#ffffff',
    'list-inactiveSelectionBackground': '#37373d',
    'editorWarning-foreground': '#cca700',
    'editorError-foreground': '#f14c4c',
    'charts-blue': '#3794ff',
    'charts-green': '#89d185',
    'charts-orange': '#d18616',
    'charts-purple': '#b180d7',
    'charts-red': '#f14c4c',
    'charts-yellow': '#cca700',
    'symbolIcon-classForeground': '#ee9d28',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#313131',
    'button-secondaryForeground': '#cccccc',
    'panel-border': '#2b2b2b',
    'keybindingLabel-border': '#33333399',
    'keybindingLabel-background': '#8080802b',
  },
  'vscode-light': {
    'editor-background': '#ffffff',
    'editor-foreground': '#3b3b3b',
    foreground: '#3b3b3b',
    'icon-foreground': '#3b3b3b',
    descriptionForeground: '#3b3b3b',
    focusBorder: '#005fb8',
    'input-background': '#ffffff',
    'input-foreground': '#3b3b3b',
    'input-border': '#cecece',
    'input-placeholderForeground': '#767676',
    'inputOption-activeBackground': '#bed6ed',
    'inputOption-activeBorder': '#005fb8',
    'inputOption-activeForeground': '#000000',
    'menu-background': '#ffffff',
    'menu-foreground': '#3b3b3b',
    'menu-border': '#cecece',
    'menu-selectionBackground': '#005fb8',
    'menu-selectionForeground': '#ffffff',
    'editorWidget-background': '#f8f8f8',
    'editorWidget-foreground': '#3b3b3b',
    'editorWidget-border': '#c8c8c8',
    'widget-shadow': '#00000029',
    'toolbar-hoverBackground': '#b8b8b850',
    'list-hoverBackground': '#f2f2f2',
    'list-activeSelectionBackground': '#e8e8e8',
    'list-activeSelectionForeground': '#000000',
    'list-inactiveSelectionBackground': '#e4e6f1',
    'editorWarning-foreground': '#bf8803',
    'editorError-foreground': '#e51400',
    'charts-blue': '#1a85ff',
    'charts-green': '#388a34',
    'charts-orange': '#d18616',
    'charts-purple': '#652d90',
    'charts-red': '#e51400',
    'charts-yellow': '#bf8803',
    'symbolIcon-classForeground': '#d67e00',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#e5e5e5',
    'button-secondaryForeground': '#3b3b3b',
    'panel-border': '#e5e5e5',
  },
} as const;
export type Theme = keyof typeof COLOURS;

const ADDRESS = 'http://ladder.localhost/';

/** What VS Code gives a page; what it kept before is nothing. */
export const HOST = `
  let kept;
  window.acquireVsCodeApi = () => ({
    postMessage: (packet) => window.toHost(packet),
    getState: () => kept,
    setState: (state) => (kept = state),
  });
`;

export interface LadderPageOptions {
  source?: LadderSource;
  query?: Partial<LadderQuery>;
  width?: number;
  height?: number;
  theme?: Theme;
  /** A script that runs before the page's own. */
  before?: string;
}

/**
 * The ladder's page in a browser without VS Code around it, which the real session answers: sizes can be
 * measured to the pixel, and nothing but the page takes time.
 */
export class LadderPageTester {
  /** What the page had the host do: commands, and texts that it copied. */
  readonly told: unknown[] = [];

  private constructor(
    readonly page: Page,
    readonly session: LadderSession,
    readonly channel: Channel<LadderHost, LadderPage>,
  ) {}

  static async open(
    browser: Browser,
    recording: Recording,
    {
      source = { capture: recording.capture.path, peers: 'all' },
      query = {},
      width = 1280,
      height = 720,
      theme = 'vscode-dark',
      before = '',
    }: LadderPageOptions = {},
  ): Promise<LadderPageTester> {
    const page = await browser.newPage({ viewport: { width, height } });
    const channel = new Channel<LadderHost, LadderPage>(
      (packet) => {
        // A page that is closed hears nothing.
        page.evaluate(`window.postMessage(${JSON.stringify(packet)}, '*')`).catch(() => undefined);
      },
      (error) => {
        throw error;
      },
    );
    const tell = (value: unknown): void => void tester.told.push(value);
    const session = new LadderSession({
      recording,
      source,
      timeFormat: 'absolute',
      nameOf: () => undefined,
      notify: channel.notify,
      inspect: (row) => tell({ inspect: row }),
      select: (selection) => tell(selection),
      filters: {
        lists: { recent: [], saved: [], ofCapture: [], supplied: [] },
        use: () => undefined,
      },
      savedFilters: () => tell('savedFilters'),
      changeFilter: () => tell('changeFilter'),
      chooseColumns: () => tell('columns'),
      run: (command) => tell(command),
      copyText: (text) => tell({ text }),
    });
    const tester = new LadderPageTester(page, session, channel);
    channel.serve(session.handlers);
    await page.exposeFunction('toHost', (packet: Packet) => channel.receive(packet));
    const variables = Object.entries(COLOURS[theme])
      .map(([name, value]) => `--vscode-${name}: ${value};`)
      .join('');
    const fonts =
      '--vscode-font-family: "Noto Sans", sans-serif; --vscode-font-size: 13px; --vscode-editor-font-family: monospace;';
    const style = readFileSync('dist/webview/ladder.css', 'utf8');
    const script = readFileSync('dist/webview/ladder.js', 'utf8');
    // A page with an origin, which axe wants; nothing is asked of a network.
    const body = `<!DOCTYPE html><html lang="en"><head><style>:root{${variables}${fonts}}${style}</style></head><body class="${theme}"></body></html>`;
    await page.route(ADDRESS, (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto(ADDRESS);
    await page.addScriptTag({ content: HOST + before });
    await page.addScriptTag({ content: script });
    if (Object.keys(query).length > 0) tester.ask(query);
    await page.locator('.ladder-toolbar').waitFor();
    return tester;
  }

  /** Has the page show something else, as a menu does. */
  ask(query: Partial<LadderQuery>): void {
    this.session.ask({ ...this.session.query, ...query });
  }

  async close(): Promise<void> {
    this.channel.dispose();
    this.session.dispose();
    await this.page.close();
  }
}

/** The browser that scripts/testE2e.mjs hands over. */
export function launchBrowser(): Promise<Browser> {
  const options = process.env.E2E_BROWSER;
  if (options === undefined)
    throw new Error('E2E_BROWSER is not set: run this with npm run test:e2e');
  return chromium.launch(JSON.parse(options) as { executablePath?: string; args: string[] });
}

/** After the last test of ladders in a browser. @param folder With what was recorded for them. */
export async function endLadders(
  browser: Browser,
  recordings: Recordings,
  folder: string,
): Promise<void> {
  await browser.close();
  await recordings.close();
  rmSync(folder, { recursive: true });
}
