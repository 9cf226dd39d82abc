import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { visibleLines } from '../../src/shared/text/visible';
import { HOSTILE_HOST, HOSTILE_TYPES, hostileCapture } from '../unit/support/hostile';
import { eventually, settles } from './eventually';
import { installedExtension } from './session';
import { Workbench } from './workbench';

/** What of peers' text could have become an element; VS Code's own has none of these there. */
const FOREIGN = [
  ...['b', 'i', 'em', 'strong', 'script:not([src])', 'iframe', 'object', 'form', 'h1 > a'],
  `a[href*="${HOSTILE_HOST}"]`,
  `a[data-href*="${HOSTILE_HOST}"]`,
  'a[href^="command:"]',
  'a[data-href^="command:"]',
  `img[src*="${HOSTILE_HOST}"]`,
  'img[src="x"]',
  '.codicon-flame',
  '.codicon-zap',
  '.detected-link',
].join(', ');

/** Elements of the ladder that are its own, as long as they hold nothing else. */
const OWN = ['<h1', '<strong class="story-title"></strong>'];

/** What these tests need of a browser's elements. */
interface Shown {
  outerHTML: string;
  innerText: string;
  nodeName: string;
  querySelectorAll(selector: string): Iterable<Shown>;
  getAttribute(name: string): string | null;
}

const htmlOf = (elements: unknown): string[] =>
  (elements as Shown[]).map(({ outerHTML }) => outerHTML);

/** What a person reads of an element and all within it, and what a screen reader is given. */
function textsOf(element: unknown): string[] {
  const root = element as Shown;
  const names = ['title', 'aria-label', 'alt', 'placeholder'];
  const elements = [root, ...root.querySelectorAll('*')];
  const attributes = elements.flatMap((each) => names.map((name) => each.getAttribute(name)));
  return [root.innerText, ...attributes.filter((text) => text !== null)];
}

/** Names of all elements of an SVG, each once, in order. */
function namesIn(svg: string): string[] {
  const { DOMParser } = globalThis as unknown as {
    DOMParser: new () => { parseFromString(text: string, type: string): Shown };
  };
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  return [...new Set([...parsed.querySelectorAll('*')].map(({ nodeName }) => nodeName))].sort();
}

/** Puts what a peer would like to see there into a page. Resolves with the directives that refused it. */
const VIOLATE = `new Promise((resolve) => {
  const refused = [];
  document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
  const added = document.body.appendChild(document.createElement('div'));
  added.innerHTML = '<img src="https://evil.example/i.png" onerror="window.owned = 1">' +
    '<svg onload="window.owned = 1"></svg><iframe src="https://evil.example/"></iframe>';
  const script = document.createElement('script');
  script.textContent = 'window.owned = 1';
  added.append(script);
  fetch('https://evil.example/').catch(() => undefined);
  setTimeout(() => { added.remove(); resolve(refused); }, 500);
})`;

/** Text that is shown, and given to a screen reader; what would act within it is spelt out. */
async function assertInert(what: string, surface: Locator, except: string[] = []): Promise<string> {
  const found = await surface.locator(FOREIGN).evaluateAll(htmlOf);
  const foreign = found.filter((html) => !except.some((ours) => html.startsWith(ours)));
  assert.deepEqual(foreign, [], what);
  const texts = await surface.evaluate(textsOf);
  for (const text of texts) {
    // VS Code’s own lists hold no-break spaces and the like; controls and bidi they have no need of.
    const plain = text.replaceAll(/[\u00a0\t\r]/g, ' ');
    assert.equal(visibleLines(plain), plain, what);
  }
  return texts.join('\n');
}

/** Each surface that shows what a peer chose; nothing of it is more than text, is loaded, or runs. */
describe('hostile peers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-hostile-'));
  const capture = join(folder, 'hostile.p2ptrace');
  const requests: string[] = [];
  let workbench: Workbench;
  let page: Page;
  let ladder: Frame;
  /** The capture is what the window shows. */
  let isOpen = false;

  before(async () => {
    writeFileSync(capture, hostileCapture());
    workbench = await Workbench.open();
    ({ page } = workbench);
    page.on('request', (request) => requests.push(request.url()));
    await workbench.showPeers();
  });
  beforeEach(async () => {
    requests.length = 0;
    if (isOpen) return;
    await workbench.openCapture(capture);
    ladder = await workbench.webview('.frame.many .row .type');
    isOpen = true;
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });

  /** A test that ends with a look at what the window has loaded and run. */
  function surface(title: string, show: () => Promise<void>): void {
    it(title, async () => {
      await show();
      assert.deepEqual(
        requests.filter((url) => url.includes('evil')),
        [],
      );
      for (const frame of page.frames())
        assert.equal(await frame.evaluate('window.owned'), undefined);
    });
  }

  /** Shows a message in the inspector. */
  async function inspect(type: string): Promise<Frame> {
    await ladder.locator('.row:visible .type', { hasText: type }).first().click();
    const inspector = await workbench.webview('.field-tree');
    await inspector.locator('.title', { hasText: type }).waitFor();
    return inspector;
  }

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed hostile ${this.currentTest.title}`);
  });

  surface('are rows of the tree, and their types', async () => {
    await workbench.peerRows.nth(1).locator('span.twisty').click();
    await settles('all types', async () => {
      const text = await workbench.peers.innerText();
      for (const type of ['<img src=x>', '[a](http:b)', '$(flame)', '⟨U+001B⟩[31mred'])
        assert.ok(text.includes(type), type);
    });
    const text = await assertInert('tree', workbench.peers);
    assert.match(text, /<img src="https:\/\/evil/);
    await workbench.screenshot('hostile tree');
  });

  surface('have a tooltip', async () => {
    await workbench.peers.getByRole('treeitem', { name: /^2 closed peers/ }).click();
    const rows = workbench.peers.getByRole('treeitem', { name: /^Peer \d/ });
    await settles('all peers', async () => assert.equal(await rows.count(), 4));
    for (const row of await rows.all()) {
      await page.mouse.move(700, 20);
      await row.hover();
      const tooltip = workbench.sidebar
        .getByRole('tooltip')
        .filter({ hasText: 'Protocol version' });
      await tooltip.waitFor();
      await assertInert('tooltip', tooltip);
      await workbench.screenshot('hostile tooltip');
    }
    await page.mouse.move(700, 20);
  });

  surface('can be picked from a list', async () => {
    await workbench.typeInPalette('Bitcoin: Open Ladder');
    await workbench.picks.filter({ hasText: /^Bitcoin: Open Ladder(?! of)/ }).click();
    await settles('the list', async () => {
      const text = await assertInert('list', page.locator('.quick-input-list .monaco-list-rows'));
      assert.match(text, /\$\(flame\) \$\(zap\)/);
    });
    await workbench.screenshot('hostile list');
    await page.keyboard.press('Escape');
  });

  surface('are messages and notes of the ladder', async () => {
    await settles('the ladder', async () => {
      const text = await assertInert('ladder', ladder.locator('body'), OWN);
      for (const type of ['<b>bold</b>', '$(flame)']) assert.ok(text.includes(type), type);
    });
    await workbench.screenshot('hostile ladder');
  });

  for (const [format, entry] of [
    ['SVG', 'SVG picture'],
    ['Text', 'Text, of'],
  ] as const)
    surface(`are exported as ${format}`, async () => {
      const path = join(folder, `ladder.${format}`);
      await ladder.locator('.row:visible').first().click();
      await ladder.locator('.grid').focus();
      await page.keyboard.press('Control+a');
      await workbench.runCommand('Bitcoin: Export Ladder…');
      // The list is longer than what is in view.
      await page.getByPlaceholder('What to write, and how').fill(entry);
      await workbench.picks.filter({ hasText: entry }).first().click();
      if (format === 'Text')
        await workbench.picks.filter({ hasText: 'As it was recorded' }).first().click();
      await workbench.answerFileDialog(path);
      const text = await eventually('the file', () => Promise.resolve(readFileSync(path, 'utf8')));
      assert.equal(visibleLines(text), text);
      assert.ok(text.includes(format === 'SVG' ? '&#60;b&#62;bold' : '<b>bold</b>'));
      if (format === 'Text') return;
      const names = await page.evaluate(namesIn, text);
      assert.deepEqual(names, ['line', 'path', 'rect', 'svg', 'text']);
    });

  surface('are inspected', async () => {
    for (const type of ['version', ...HOSTILE_TYPES.slice(0, 3)]) {
      const inspector = await inspect(type);
      const text = await assertInert('inspector', inspector.locator('body'), ['<h1']);
      if (type === 'version') assert.match(text, /strSubVer[^]*https:\/\/evil/);
      await workbench.screenshot('hostile inspector');
    }
  });

  surface('are not links in what is said of a file', async () => {
    const name = '[go](command:workbench.action.quit) <b>x<b> \u202e.p2ptrace';
    writeFileSync(join(folder, name), 'not a capture');
    await workbench.runCommand('Bitcoin: Open Capture…');
    await workbench.answerFileDialog(join(folder, name));
    const toast = page.locator('.notification-toast', { hasText: 'cannot be read as a capture' });
    await toast.waitFor();
    assert.deepEqual(
      await toast.locator('.notification-list-item-message a').allTextContents(),
      [],
    );
    await assertInert('toast', toast.locator('.notification-list-item-message'));
  });

  surface('are lines of the traffic log, through the tracepoints', async () => {
    const native = join(installedExtension(), 'dist/native');
    const binary = join(folder, 'demo-node');
    copyFileSync(join(native, 'demo-node'), binary);
    const play = [
      '--session',
      capture,
      '--speed',
      '0.1',
      '--loops',
      '0',
      '--wait',
      '--with-parent',
    ];
    const node = spawn(binary, play, { stdio: ['ignore', 'pipe', 'inherit'] });
    isOpen = false;
    try {
      await once(node.stdout, 'data');
      await workbench.runCommand('Bitcoin: Start P2P Trace');
      await workbench.picks.filter({ hasText: binary }).waitFor();
      await page.keyboard.type(binary);
      await page.keyboard.press('Enter');
      await workbench.runCommand('Bitcoin: Show Traffic Log');
      const log = page.locator('.output-view-container, .part.panel').first();
      await settles('the log', async () => {
        const text = await assertInert('log', log.locator('.view-lines'));
        assert.match(text.replaceAll('\u00a0', ' '), /msg from peer/);
      });
      // Links are looked for a while after the text.
      await page.waitForTimeout(2000);
      await assertInert('log', log.locator('.view-lines'));
      await workbench.screenshot('hostile log');
      await workbench.runCommand('Bitcoin: Stop P2P Trace');
      await workbench.sidebar.getByText('Not live: ').waitFor();
      await workbench.runCommand('View: Hide Panel');
    } finally {
      node.kill('SIGKILL');
    }
  });

  for (const [name, show] of [
    ['ladder', () => Promise.resolve(ladder)],
    ['inspector', () => inspect('version')],
  ] as const)
    it(`could load and run nothing in the ${name} if they were HTML`, async () => {
      const frame = await show();
      const policy = await frame.locator('meta[http-equiv]').getAttribute('content');
      assert.match(policy!, /^default-src 'none'; script-src 'nonce-[A-Za-z0-9+/=]{24}'; /);
      const refused = await frame.evaluate<string[]>(VIOLATE);
      for (const directive of [
        'img-src',
        'frame-src',
        'connect-src',
        'script-src-attr',
        'script-src-elem',
      ])
        assert.ok(refused.includes(directive), `${directive}: ${refused.join()}`);
      assert.equal(await frame.evaluate('window.owned'), undefined);
    });
});
