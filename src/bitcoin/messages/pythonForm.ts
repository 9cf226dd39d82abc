import { hex } from '../text/hex';
import type { Field } from '../read/field';

/** An expression, and the names of Core's test_framework.messages that it uses. */
export interface Python {
  expression: string;
  names: string[];
}

/**
 * A message as an object of the framework's class for its type.
 * @param root Of a message without an error or trailing bytes.
 * @returns undefined where the class would not write the same bytes.
 */
export type PythonForm = (messageType: string, root: Field) => Python | undefined;

/** The form of a message that is always empty. */
export const noArguments: PythonForm = (messageType) => pythonCall(messageType, {});

/**
 * Has the class read the message from hex.
 * @param keeps Whether every byte of a well-formed message survives that.
 */
export function fromHex(keeps: (root: Field) => boolean = () => true): PythonForm {
  return (messageType, root) => {
    if (!keeps(root)) return undefined;
    const name = `msg_${messageType}`;
    const expression = `from_hex(${name}(), "${hex(root.bytes)}")`;
    return { expression, names: [name, 'from_hex'] };
  };
}

/**
 * Calls the class with named arguments.
 * @param given Them; not possible where one is undefined.
 */
export function withArguments(
  given: (root: Field) => Record<string, string | undefined>,
): PythonForm {
  return (messageType, root) => pythonCall(messageType, given(root));
}

/** A whole number of a message, as an argument. */
export function numberOf(root: Field, name: string): string | undefined {
  return root.child(name)?.value?.toString();
}

export function elements(root: Field, name: string): Field[] {
  return root.child(name)?.children(1) ?? [];
}

export function isAscii(root: Field, name: string): boolean {
  return root.child(name)?.bytes.every((byte) => byte < 0x80) ?? false;
}

function pythonCall(
  messageType: string,
  given: Record<string, string | undefined>,
): Python | undefined {
  const values = Object.entries(given);
  if (values.some(([, value]) => value === undefined)) return undefined;
  const name = `msg_${messageType}`;
  const text = values.map(([key, value]) => `${key}=${value!}`).join(', ');
  return { expression: `${name}(${text})`, names: [name] };
}
