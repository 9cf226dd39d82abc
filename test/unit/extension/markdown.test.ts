import assert from 'node:assert/strict';
import { escapeMarkdown, markdownTable } from '../../../src/extension/host/markdown';

describe('escapeMarkdown', () => {
  it('leaves letters, digits and spaces alone', () => {
    assert.equal(escapeMarkdown('Satoshi 31 é'), 'Satoshi 31 é');
  });

  it('puts a backslash before every punctuation mark', () => {
    const all = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
    assert.equal(escapeMarkdown(all), all.replace(/./g, '\\$&'));
  });

  it('lets no link, image, command, HTML or icon of a peer through', () => {
    for (const evil of [
      '[x](command:workbench.action.quit)',
      '![x](http://evil.example/)',
      'http://evil.example www.evil.example a@evil.example',
      '<img src=x onerror=alert(1)>',
      '$(flame)',
      '| a | b |',
    ]) {
      const escaped = escapeMarkdown(evil);
      assert.doesNotMatch(escaped, /(^|[^\\])[[\]()<>!$|:.@/`*_]/, evil);
      assert.equal(escaped.replace(/\\(.)/g, '$1'), evil);
    }
  });

  it('keeps a line in its line and shows what is invisible', () => {
    const escaped = escapeMarkdown('a\n\n# b\u202e');
    assert.doesNotMatch(escaped, /\n/);
    assert.match(escaped, /U\\\+000A.*U\\\+202E/);
  });
});

describe('markdownTable', () => {
  it('has a line for each pair', () => {
    assert.equal(
      markdownTable([
        ['User agent', '/x|y/'],
        ['Ping', '1'],
      ]),
      '| | |\n|:--|:--|\n| User\u00a0agent | \\/x\\|y\\/ |\n| Ping | 1 |',
    );
  });
});
