import { type DecodedMessage, TRAILING } from './decodeMessage';
import type { Python } from './messages/pythonForm';
import { recordOf } from './messages/records';
import { hex } from './text/hex';

/**
 * A message as Python that builds it with Core's test framework, to be pasted into a functional test:
 * sending it puts exactly these bytes on the wire. Where the framework's own class would change them
 * (a malformed message, trailing bytes, a type that it does not know) it is a `msg_generic`.
 */
export function pythonMessage(message: DecodedMessage): string {
  const { root, messageType } = message;
  const missing = root.payload.size - root.end;
  const own = missing === 0 ? ownClass(message) : undefined;
  const { expression, names } = own ?? generic(message);
  const imports = [...new Set(names)].sort(byPythonOrder).join(', ');
  const cut = missing > 0 ? `# The first ${root.end} of ${root.payload.size} bytes.\n` : '';
  return `from test_framework.messages import ${imports}\n\n${cut}${variable(messageType)} = ${expression}\n`;
}

function ownClass({ messageType, root, error }: DecodedMessage): Python | undefined {
  const form = recordOf(messageType)?.python;
  if (!form || form === 'generic' || error || root.child(TRAILING)) return undefined;
  return form(messageType, root);
}

function generic({ messageType, root }: DecodedMessage): Python {
  const expression = `msg_generic(${bytesLiteral(messageType)}, bytes.fromhex("${hex(root.bytes)}"))`;
  return { expression, names: ['msg_generic'] };
}

/** Of characters up to U+00FF: however a peer named a type, nothing of it runs. */
function bytesLiteral(text: string): string {
  const escaped = text.replace(
    /[^A-Za-z0-9_ -]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `b"${escaped}"`;
}

function variable(messageType: string): string {
  return /^[a-z][a-z0-9]{0,11}$/.test(messageType) ? messageType : 'message';
}

/** CONSTANTS after Classes and before functions, as Core's tests are formatted. */
function byPythonOrder(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(name: string): number {
  if (/^[A-Z_]+$/.test(name)) return 1;
  return /^[A-Z]/.test(name) ? 0 : 2;
}
