import type { Frame, Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { Workbench } from './workbench';

/** The monitor of a window, with what a user does in it. */
export class MonitorWindow {
  page!: Frame;

  constructor(private readonly workbench: Workbench) {}

  get rows(): Locator {
    return this.page.locator('.peer-row:visible');
  }

  get filter(): Locator {
    return this.page.getByRole('searchbox', { name: 'Filter peers' });
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Peers' });
  }

  head(column: string): Locator {
    return this.page.locator(`.cell.head.${column}`);
  }

  cells(column: string): Promise<string[]> {
    return this.page.locator(`.peer-row:visible .cell.${column}`).allTextContents();
  }

  async ids(): Promise<number[]> {
    return (await this.cells('id')).map((text) => Number(text.replace('⚠', '')));
  }

  /** Waits until it is there with its peers. */
  async find(): Promise<void> {
    this.page = await this.workbench.webview('.peer-row .cell');
  }

  async open(): Promise<void> {
    await this.workbench.runCommand('Bitcoin: Open Monitor');
    await this.find();
  }

  /** Sorts by a column. */
  async sort(column: string, order: 'ascending' | 'descending'): Promise<void> {
    await eventually(`${column} ${order}`, async () => {
      const now = await this.head(column).getAttribute('aria-sort');
      if (now === order) return true;
      await this.head(column).click();
      await this.workbench.page.waitForTimeout(700);
      return false;
    });
  }

  /** Looks at the ladder that opens, and comes back. */
  async ladder(check: (ladder: Frame) => Promise<void>): Promise<void> {
    await check(await this.workbench.webview('.grid .row .type'));
    await this.workbench.runCommand('View: Close Editor');
    await this.open();
  }

  /** Leaves nothing of a test that failed: the monitor stands alone. */
  async alone(): Promise<void> {
    await this.workbench.page.keyboard.press('Escape');
    await this.workbench.runCommand('View: Close All Editors');
    await this.open();
  }
}
