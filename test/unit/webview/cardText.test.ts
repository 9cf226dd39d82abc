import assert from 'node:assert/strict';
import { cardText } from '../../../webview/ladder/cardText';

describe('the line about the only peer of a ladder', () => {
  const head = {
    title: '203.0.113.7:8333',
    connectionType: 'outbound-full-relay',
    userAgent: '/Satoshi:29.0.0/',
    closed: '',
  };
  const onion = { ...head, title: `${'abcd2345'.repeat(7)}.onion:8333` };

  it('has all of it where there is room', () => {
    assert.equal(cardText(head, 80), '203.0.113.7:8333 · outbound-full-relay · /Satoshi:29.0.0/');
  });

  it('never cuts the connection type: it is shorter, or the middle of a long name gives way', () => {
    assert.match(cardText(head, 30), /^203\.0\.113\.7:8333 · full-relay/);
    for (let whole = 29; whole < 100; whole++) {
      const text = cardText(onion, whole);
      const shown = text.slice(0, whole);
      assert.match(shown, / · (outbound-)?full-relay( |$)/, `${whole} characters`);
      assert.match(shown, /^abcd.*\.onion:8333|^abcd.*…/);
    }
  });

  it('is the name alone where there is room for no more', () => {
    assert.equal(cardText(head, 18), '203.0.113.7:8333');
    assert.equal(cardText({ ...head, connectionType: '' }, 16).slice(0, 16), '203.0.113.7:8333');
    assert.equal(cardText(head, 10).length, 10);
  });
});
