import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Of the page around a webview, which is a document of its own. */
const NOT_OURS = new Set(['html-has-lang', 'document-title', 'page-has-heading-one', 'region']);

/** What axe finds wrong in a webview, one line each. */
export async function violations(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe);
  const options: RunOptions = { resultTypes: ['violations'], iframes: false };
  const results = await frame.evaluate<AxeResults, RunOptions>(
    (given) =>
      (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(
        globalThis as never,
        given,
      ),
    options,
  );
  return results.violations
    .filter(({ id }) => !NOT_OURS.has(id))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ''}`),
    );
}
