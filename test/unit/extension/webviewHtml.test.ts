import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { webviewHtml } from '../../../src/extension/views/webviewHtml';

const page = () =>
  webviewHtml({ cspSource: 'https://x.test', script: 's.js', style: 's.css', title: 'T' });

function directives(html: string): Map<string, string> {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
  return new Map(
    policy.split('; ').map((text) => {
      const [name, ...values] = text.split(' ');
      return [name!, values.join(' ')];
    }),
  );
}

describe('the page of a webview', () => {
  it('may load and run nothing but its own script and styles', () => {
    const html = page();
    const policy = directives(html);
    const nonce = /<script nonce="([^"]+)" src="s\.js">/.exec(html)![1]!;
    assert.deepEqual(Object.fromEntries(policy), {
      'default-src': "'none'",
      'script-src': `'nonce-${nonce}'`,
      'style-src': `https://x.test 'nonce-${nonce}'`,
      'base-uri': "'none'",
      'form-action': "'none'",
    });
    assert.equal(Buffer.from(nonce, 'base64').length, 16);
    assert.equal(html.match(/<script/g)!.length, 1);
  });

  it('has another nonce each time', () => {
    assert.equal(new Set(Array.from({ length: 20 }, page)).size, 20);
  });

  it('is the only one there is', () => {
    const source = join(__dirname, '../../../src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    const setters = files.filter(
      (name) =>
        name.endsWith('.ts') && readFileSync(join(source, name), 'utf8').includes('.html = '),
    );
    assert.deepEqual(setters, ['extension/views/webviewPage.ts']);
  });
});
