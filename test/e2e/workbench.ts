import { chromium, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';

/** What scripts/testE2e.mjs hands over. */
function given(name: 'E2E_URL' | 'E2E_SETTINGS' | 'E2E_EXTENSIONS' | 'E2E_BROWSER'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this with npm run test:e2e`);
  return value;
}

/** Absolute path of the folder that VS Code installed the VSIX in. */
export const extensionsFolder = (): string => given('E2E_EXTENSIONS');

/** A VS Code window, with what a user can do in it. */
export class Workbench {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  static async open(): Promise<Workbench> {
    const options = JSON.parse(given('E2E_BROWSER')) as { executablePath?: string; args: string[] };
    const browser = await chromium.launch(options);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(30_000);
    await page.goto(given('E2E_URL'));
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return new Workbench(browser, page);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** Opens the extension's view container as a click on its icon does. */
  async showPeers(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: 'Bitcoin P2P' });
    await tab.waitFor();
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await this.page.locator('.pane-header', { hasText: 'Peers' }).or(this.peers).first().waitFor();
  }

  get peers(): Locator {
    return this.page.getByRole('tree', { name: 'Peers' });
  }

  /** Rows of the Peers tree in view. */
  get peerRows(): Locator {
    return this.peers.getByRole('treeitem');
  }

  /** Entries of the open palette or pick. */
  get picks(): Locator {
    return this.page.locator('.quick-input-widget').getByRole('option');
  }

  /** @param title As the palette shows it: `Bitcoin: Start P2P Trace`. */
  async runCommand(title: string): Promise<void> {
    await this.typeInPalette(title);
    await this.picks.filter({ hasText: title }).first().click();
  }

  async typeInPalette(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await eventually('the palette opens', async () => {
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 2000 });
      return true;
    });
    await input.fill(`>${title}`);
  }

  /** The webview that has an element, once there is one. */
  webview(selector: string): Promise<Frame> {
    return eventually(`a webview with ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if (frame.name() === 'active-frame' && (await frame.$(selector))) return frame;
      }
      return undefined;
    });
  }

  /** Changes a user setting as an edit of settings.json does. */
  set(name: string, value: unknown): void {
    const path = given('E2E_SETTINGS');
    const settings = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...settings, [name]: value }, null, 2));
  }

  /** For people to look at: test-results/NAME.png. */
  async screenshot(name: string): Promise<void> {
    mkdirSync('test-results', { recursive: true });
    await this.page.screenshot({ path: join('test-results', `${name}.png`) });
  }
}
