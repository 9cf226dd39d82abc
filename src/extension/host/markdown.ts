import { visible } from '../../shared/text/visible';

const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g;

/**
 * Text that stays that very text in Markdown: with a backslash before each punctuation mark, as
 * CommonMark allows, no link, image, emphasis, code, HTML or theme icon can begin.
 */
export function escapeMarkdown(text: string): string {
  return visible(text).replace(ASCII_PUNCTUATION, '\\$&');
}

/**
 * A table of two columns without a head.
 * @param rows Plain text.
 */
export function markdownTable(rows: readonly (readonly [string, string])[]): string {
  const line = ([name, value]: readonly [string, string]) =>
    // A name does not wrap.
    `| ${escapeMarkdown(name).replaceAll(' ', '\u00a0')} | ${escapeMarkdown(value)} |`;
  return ['| | |', '|:--|:--|', ...rows.map(line)].join('\n');
}
