import { MISBEHAVING } from '../../../src/shared/events/misbehaving';
import { effects } from './effects';
import { connection, EventKind, hello, message, misbehaving } from './frames';

/** What would be seen of it if any of {@link hostileCapture} were taken for more than text. */
export const HOSTILE_HOST = 'evil.example';

/** UTF-8, as the bytes that a node's strings are. */
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** Terminal escapes, a hyperlink by escape, C1 controls, reordering, nothing at all. */
const INVISIBLE = bytes(
  '\x1b[31mred\x1b]8;;http://evil.example\x07go\x1b]8;;\x07\r\n\x7f\u009b1m\u202egnp\u2066\u200b\ufeff',
);
const MARKDOWN =
  '[go](command:workbench.action.quit) ![i](https://evil.example/i.png) <https://evil.example> | # *b* `c`';
const HTML = `<img src="https://evil.example/x.png" onerror="window.owned=1"><b>bold</b><script>window.owned=1</script>`;
const LINKS = 'https://evil.example/x www.evil.example file:///etc/passwd:1:1 $(flame) $(zap)';

/** At most 12 bytes each. */
export const HOSTILE_TYPES = [
  '<img src=x>',
  '<b>bold</b>',
  '[a](http:b)',
  'http://a.bc/',
  '$(flame)',
  '\x1b[31mred',
  '\x9b31m\x85\x7f',
  bytes('a\u202eb\u200bc'),
  '&lt;b&gt;',
] as const;

const ADDRESSES = [HTML.slice(0, 70), MARKDOWN.slice(0, 100), INVISIBLE, LINKS] as const;

/** Whole, with an address and a user agent. @param userAgent At most 252 bytes. */
function versionPayload(userAgent: string): Buffer {
  const head = Buffer.alloc(80);
  head.writeInt32LE(70016, 0);
  const agent = Buffer.from(userAgent, 'latin1').subarray(0, 252);
  return Buffer.concat([head, Buffer.of(agent.length), agent, Buffer.alloc(5)]);
}

/** A capture in which everything that a peer chooses tries to be more than text. */
export function hostileCapture(): Buffer {
  const frames = [hello];
  let timeNs = 2_000_000_000;
  const next = () => ({ timeNs: (timeNs += 1_000_000), sequence: frames.length });
  const agents = [HTML, MARKDOWN, INVISIBLE, LINKS];
  for (const [peer, address] of ADDRESSES.entries()) {
    const about = { peer, address, connectionType: '<i>$(zap)\x1b[1m</i>' };
    frames.push(connection(EventKind.InboundConnection, { ...next(), ...about }));
    const payload = versionPayload(agents[peer]!);
    frames.push(message({ ...next(), ...about, type: 'version', payload }));
    for (const type of HOSTILE_TYPES)
      frames.push(
        message({ ...next(), ...about, type, payload: Buffer.from(INVISIBLE, 'latin1') }),
      );
    frames.push(
      misbehaving(agents[peer]!.slice(0, MISBEHAVING.end - MISBEHAVING.reason), {
        ...next(),
        peer,
      }),
    );
    for (const frame of effects(agents[peer]!, { ...next(), peer })) frames.push(frame);
    if (peer % 2 === 1)
      frames.push(connection(EventKind.ClosedConnection, { ...next(), ...about }));
  }
  return Buffer.concat(frames);
}
