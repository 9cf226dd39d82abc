import type { Frame, Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { Workbench } from './workbench';

const FRAME = '.field-tree .field-row';

/** A cell of a byte, in the page. */
interface Cell {
  dataset: { column: string };
  closest(selector: string): { dataset: { start: string } };
}

const offsetsOf = (cells: unknown): number[] =>
  (cells as Cell[]).map(
    (cell) => Number(cell.closest('.hex-row').dataset.start) + Number(cell.dataset.column),
  );

/** The cell of a byte of one of the first rows. @param hex What holds the rows. */
export function byteCell(hex: Locator, at: number): Locator {
  return hex.locator('.hex .byte').locator('visible=true').nth(at);
}

/** The inspector in a window, with what a user sees and does there. */
export class InspectorPage {
  private constructor(
    private readonly workbench: Workbench,
    public frame: Frame,
  ) {}

  static async of(workbench: Workbench): Promise<InspectorPage> {
    return new InspectorPage(workbench, await workbench.webview(FRAME));
  }

  /** An inspector that was covered is in a frame of its own when it is seen again. */
  async comeBack(): Promise<void> {
    await eventually('the old frame’s end', () => Promise.resolve(this.frame.isDetached()));
    await this.seek();
  }

  /** Looks for its frame anew. */
  async seek(): Promise<void> {
    this.frame = await this.workbench.webview(FRAME);
  }

  get tree(): Locator {
    return this.frame.getByRole('tree', { name: 'Fields' });
  }

  get hex(): Locator {
    return this.frame.getByRole('grid', { name: 'Payload in hex' });
  }

  /** The cell of a byte, while the first bytes are in view. */
  byte(at: number): Locator {
    return byteCell(this.hex, at);
  }

  /** The first row in view of a field of this name. */
  field(name: string): Locator {
    return this.tree.locator(`.field-row[data-name="${name}"]:visible`).first();
  }

  selectedField(): Promise<string | null> {
    return this.tree.locator('.field-row.selected:visible').getAttribute('data-name');
  }

  /** Offsets of the selected bytes in view, ascending. */
  async selectedBytes(): Promise<number[]> {
    const offsets = await this.hex.locator('.hex .byte.selected:visible').evaluateAll(offsetsOf);
    return offsets.sort((a, b) => a - b);
  }

  /** The line below the panes. */
  async status(): Promise<string> {
    return (await this.frame.locator('.position').textContent())!;
  }

  /** What is said about the message above the panes. */
  async facts(): Promise<string> {
    return (await this.frame.locator('.about').textContent())!;
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.workbench.page.keyboard.press(key);
  }

  /** Opens the find bar and chooses where it looks. @returns its text box. */
  async findIn(where: 'in fields' | 'hex bytes' | 'text in bytes'): Promise<Locator> {
    if (!(await this.frame.locator('.find').isVisible())) await this.button('Find').click();
    await this.frame.getByLabel('Where to search').selectOption({ label: where });
    return this.frame.getByRole('textbox', { name: 'Find' });
  }

  async openCopyMenu(): Promise<void> {
    await this.frame.getByRole('button', { name: 'Copy', exact: true }).click();
  }

  /** Picks an entry of the Copy menu. @returns what is in the clipboard then. */
  async copied(entry: string): Promise<string> {
    const { page } = this.workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate("navigator.clipboard.writeText('')");
    await this.openCopyMenu();
    await this.frame.getByRole('menuitem', { name: entry }).click();
    let text = '';
    for (let i = 0; i < 100 && text === ''; i++) {
      text = await page.evaluate<string>('navigator.clipboard.readText()');
      if (text === '') await page.waitForTimeout(50);
    }
    return text;
  }
}
