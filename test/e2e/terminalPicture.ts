import { spawnSync } from 'node:child_process';
import type { Page } from 'playwright-core';

/** The prompt's and the text's colours on GitHub's light page. */
const STYLE = `
  body { margin: 0; background: #ffffff; }
  pre { display: inline-block; margin: 0; padding: 12px 16px; color: #1f2328; background: #f6f8fa;
    font: 14px/20px 'DejaVu Sans Mono', 'Liberation Mono', monospace; }
  b { color: #0550ae; font-weight: normal; }`;

/**
 * Runs commands in a directory, and draws what they wrote as a terminal shows it.
 * @param commands As they are typed: each is run by sh, and stands before its output.
 * @returns A picture of all of it. @throws when one fails.
 */
export async function terminalPicture(
  page: Page,
  directory: string,
  commands: readonly string[],
): Promise<Buffer> {
  const parts = commands.map((command) => {
    const prompt = `<b>$ ${escaped(command)}</b>`;
    return `${prompt}\n${escaped(outputOf(command, directory))}`;
  });
  await page.setContent(`<style>${STYLE}</style><pre>${parts.join('\n')}</pre>`);
  return page.locator('pre').screenshot();
}

function outputOf(command: string, cwd: string): string {
  const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (status !== 0 || stdout.trim() === '') throw new Error(`${command}\n${stderr}`);
  return `${stdout.trimEnd()}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
