import {
  chromium,
  type Browser,
  type Frame,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { eventually } from './eventually';

/** What scripts/testE2e.mjs hands over. */
function given(name: 'E2E_URL' | 'E2E_EXTENSIONS' | 'E2E_SESSION' | 'E2E_BROWSER'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this with npm run test:e2e`);
  return value;
}

/** VS Code's own themes, and the class that a webview's body has in them. */
export const THEMES = [
  ['Light Modern', 'vscode-light'],
  ['Dark Modern', 'vscode-dark'],
  ['Dark High Contrast', 'vscode-high-contrast'],
  ['Light High Contrast', 'vscode-high-contrast-light'],
] as const;

/** Absolute path of the folder that VS Code installed the VSIX in. */
export const extensionsFolder = (): string => given('E2E_EXTENSIONS');

/** A VS Code window, with what a user can do in it. */
export class Workbench {
  /** Those that are open. */
  static readonly openOnes = new Set<Workbench>();

  private constructor(
    readonly browser: Browser,
    readonly page: Page,
  ) {}

  /**
   * @param folder Absolute path; without it the window is empty, and trusted.
   * @param server The address of another VS Code server.
   */
  static async open(folder?: string, server = given('E2E_URL')): Promise<Workbench> {
    const options = JSON.parse(given('E2E_BROWSER')) as { executablePath?: string; args: string[] };
    const browser = await chromium.launch(options);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(30_000);
    const url = new URL(server);
    if (folder !== undefined) {
      url.searchParams.delete('ew');
      url.searchParams.set('folder', folder);
    }
    await page.goto(url.href);
    const workbench = new Workbench(browser, page);
    Workbench.openOnes.add(workbench);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return workbench;
  }

  async close(): Promise<void> {
    Workbench.openOnes.delete(this);
    // Leaving the page ends the window and its trace at once; a lost connection would be waited for.
    await this.page.goto('about:blank');
    await this.browser.close();
  }

  /** Opens the extension's view container as a click on its icon does. */
  async showPeers(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: 'Bitcoin P2P' });
    await tab.waitFor();
    const title = this.page.locator('.composite.title h2', { hasText: 'Bitcoin P2P' });
    // Until the extension is known, the icon that was there in an earlier window leads nowhere.
    await eventually('the view container', async () => {
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
      await title.waitFor({ timeout: 3000 });
      return true;
    });
  }

  /** The page of the Peers view. */
  get sidebar(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview[src*="purpose=webviewView"]')
      .frameLocator('#active-frame');
  }

  get peers(): Locator {
    return this.sidebar.getByRole('tree', { name: 'Peers' });
  }

  /** Rows of the Peers view in view. */
  get peerRows(): Locator {
    return this.peers.getByRole('treeitem');
  }

  /** Entries of the open palette or pick. */
  get picks(): Locator {
    return this.page.locator('.quick-input-widget').getByRole('option');
  }

  /** An entry of an open menu. @param name Without the key that stands beside it. */
  menuEntry(name: string): Locator {
    return this.page
      .locator('.monaco-menu')
      .getByRole('menuitem')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Clicks an entry of an open menu, which takes no click while it is just opening. */
  async chooseEntry(name: string): Promise<void> {
    const entry = this.menuEntry(name);
    await entry.waitFor();
    await eventually(`the entry ${name}`, async () => {
      if (await entry.isVisible()) await entry.click({ timeout: 2000 });
      return !(await entry.isVisible());
    });
  }

  /** @param title As the palette shows it: `Bitcoin: Start P2P Trace`. */
  async runCommand(title: string): Promise<void> {
    await eventually(`the command ${title}`, async () => {
      await this.typeInPalette(title);
      try {
        await this.picks.filter({ hasText: title }).first().click({ timeout: 3000 });
      } catch (error) {
        // A palette that was open before the command was known does not look again.
        await this.page.keyboard.press('Escape');
        throw error;
      }
      return true;
    });
  }

  /**
   * Starts a trace of the demo node from the palette.
   * @param session What it plays: a short session of nine peers, or the busy node that users see.
   */
  async traceDemo(session: 'demo' | 'busy' = 'demo'): Promise<void> {
    copyFileSync(resolve(`dist/native/${session}-session.p2ptrace.gz`), given('E2E_SESSION'));
    await this.runCommand('Bitcoin: Start P2P Trace');
    // The list may have more nodes than are in view.
    await this.page.getByPlaceholder(/node/).fill('Demo node');
    await this.picks.filter({ hasText: 'Demo node' }).click();
  }

  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
  }

  /** Types a path into VS Code's own file dialog, once it is there, until it is gone. */
  async answerFileDialog(path: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    // Lists of choices have the same box, and one may just be closing: the dialog begins with a path. The box
    // keeps the path of an earlier dialog while it is hidden.
    await eventually('the file dialog', async () => {
      const path = await input.inputValue({ timeout: 1000 });
      return path.startsWith('/') && (await input.isVisible());
    });
    await eventually(`the file ${path}`, async () => {
      // The dialog completes what is typed into it, and may do so late.
      if (!(await input.isVisible())) return true;
      await input.fill(path, { timeout: 2000 });
      await this.page.waitForTimeout(300);
      await input.press('Enter', { timeout: 2000 });
      await this.page.waitForTimeout(300);
      return !(await input.isVisible());
    });
  }

  /** Opens a capture file, and with it the ladder of all its peers. */
  async openCapture(path: string): Promise<void> {
    await this.runCommand('Bitcoin: Open Capture…');
    await this.answerFileDialog(path);
    const tab = this.page.locator('.tab', { hasText: 'All peers' });
    await tab.filter({ hasText: parse(path).name }).waitFor();
    await this.sidebarHas(this.peerRows.nth(1));
  }

  /** @throws where something is not in the Peers view in time, with what is. */
  async sidebarHas(what: Locator): Promise<void> {
    try {
      await what.waitFor();
    } catch (error) {
      const frames = await this.page.locator('iframe.webview').count();
      const read = () => this.sidebar.locator('body').innerText({ timeout: 1000 });
      const text = await read().catch((cause: unknown) => String(cause));
      const views = await this.page.locator('.sidebar .pane-header').allInnerTexts();
      throw new Error(
        `The sidebar has ${JSON.stringify(text)} in ${JSON.stringify(views)}; ${frames} webviews.`,
        { cause: error },
      );
    }
  }

  /**
   * Opens the palette, also while it is just closing, and looks for a command.
   * @param prefix Without one the palette looks for files.
   */
  async typeInPalette(title: string, prefix: '>' | '' = '>'): Promise<void> {
    await eventually('the palette', async () => {
      await this.page.keyboard.press('F1');
      const input = this.page.locator('.quick-input-widget input[type=text]');
      await input.fill(prefix + title, { timeout: 2000 });
      return true;
    });
  }

  /** @param theme As the list of themes names it: `Dark Modern`. */
  async chooseTheme(theme: string): Promise<void> {
    const picker = this.page.locator('.quick-input-widget input[placeholder*="Color Theme"]');
    // The list of themes arrives late and drops what was typed before; in a young window it stays empty.
    const choose = async () => {
      if (!(await picker.isVisible())) await this.runCommand('Preferences: Color Theme');
      await picker.fill('', { timeout: 5000 });
      await picker.fill(theme, { timeout: 2000 });
      try {
        await this.picks.filter({ hasText: theme }).first().click({ timeout: 3000 });
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
      return true;
    };
    await eventually(`the theme ${theme}`, choose, 60_000);
    await picker.waitFor({ state: 'hidden' });
  }

  /** The webview that has an element, once there is one. */
  webview(selector: string): Promise<Frame> {
    return eventually(`a webview with ${selector}`, async () => {
      for (const frame of this.page.frames()) if (await has(frame, selector)) return frame;
      return undefined;
    });
  }

  /** For people to look at: test-results/NAME.png. */
  async screenshot(name: string): Promise<void> {
    mkdirSync('test-results', { recursive: true });
    await this.page.screenshot({ path: join('test-results', `${name}.png`) });
  }
}

/** Frames of views that are being closed are listed until they are gone, and can no longer be asked. */
export async function has(frame: Frame, selector: string): Promise<boolean> {
  return frame.$(selector).then(
    (found) => found !== null,
    () => false,
  );
}
