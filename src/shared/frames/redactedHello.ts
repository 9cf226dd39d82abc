import { encodeHello, type Hello, type Redacted } from './hello';
import { HEADER, HelloFlag } from './layout';

/** A hello that says whether what follows is redacted: no code for what runs as root, which redacts nothing. */
export function encodeRedactedHello(hello: Hello): Buffer {
  const frame = encodeHello(hello);
  frame.writeUInt16LE(flagsOf(hello.redacted), HEADER.flags);
  return frame;
}

function flagsOf(redacted: Redacted | undefined): number {
  if (!redacted) return 0;
  const { times, transactions } = redacted;
  return (
    HelloFlag.Redacted |
    (times ? HelloFlag.TimesShifted : 0) |
    (transactions ? HelloFlag.TransactionsReplaced : 0)
  );
}
