import assert from 'node:assert/strict';
import { visible, visibleJson, visibleLines } from '../../../src/shared/text/visible';

describe('visible', () => {
  it('leaves what shows as itself', () => {
    for (const text of ['', '/Satoshi:31.0.0/', '[2a02::1]:8333', 'é日本 🙂'])
      assert.equal(visible(text), text);
  });

  it('spells out terminal escapes and controls', () => {
    assert.equal(
      visible('a\x1b[31mb\x00\x7f\x9b\n'),
      'a⟨U+001B⟩[31mb⟨U+0000⟩⟨U+007F⟩⟨U+009B⟩⟨U+000A⟩',
    );
  });

  it('spells out what reorders or hides text', () => {
    const hidden = [
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\u00ad',
      '\u2028',
      '\u3164',
      '\u{e0041}',
    ];
    for (const character of hidden) {
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      assert.equal(visible(`x${character}y`), `x⟨U+${code}⟩y`);
    }
  });

  it('spells out half a surrogate pair', () => {
    assert.equal(visible('\ud800'), '⟨U+D800⟩');
  });
});

describe('visibleLines', () => {
  it('keeps its line ends only', () => {
    assert.equal(visibleLines('a\x1b\n\rb'), 'a⟨U+001B⟩\n⟨U+000D⟩b');
  });
});

describe('visibleJson', () => {
  it('means the same and shows every character', () => {
    const value = {
      'k\u200b': ['\x1b[0m\x7f\x9b31m', '\u202e\u2066\ufeff', '\u{e0041}\ud800', 'é日本🙂'],
    };
    for (const indent of [undefined, 2]) {
      const json = visibleJson(JSON.stringify(value, null, indent));
      assert.deepEqual(JSON.parse(json), value);
      assert.equal(visibleLines(json), json);
      assert.equal(json.split('\n').length > 1, indent !== undefined);
    }
  });
});
