import assert from 'node:assert/strict';

/** A record as `protoc --decode` writes it: each field has all its values. Bytes and strings are Buffers. */
export type TextRecord = Record<string, (TextRecord | Buffer | string)[]>;

const LINE = /^ *(?:(\w+) \{|(\})|(\w+): (?:"(.*)"|(\S+)))$/;

/** Reads what `protoc --decode` writes. */
export function parseTextFormat(text: string): TextRecord {
  const root: TextRecord = {};
  const open = [root];
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, message, end, field, quoted, plain] = LINE.exec(line) ?? assert.fail(line);
    const record = open.at(-1)!;
    if (message !== undefined) {
      const inner: TextRecord = {};
      (record[message] ??= []).push(inner);
      open.push(inner);
    } else if (end !== undefined) open.pop();
    else (record[field!] ??= []).push(quoted === undefined ? plain! : unescaped(quoted));
  }
  assert.equal(open.length, 1);
  return root;
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** Octal, and what C has letters for. */
function unescaped(text: string): Buffer {
  const bytes = text.replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(parseInt(code, 8)) : (ESCAPES[code] ?? code),
  );
  return Buffer.from(bytes, 'latin1');
}

/** The one record of a field. */
export function inner(record: TextRecord, ...path: string[]): TextRecord {
  let at = record;
  for (const name of path) {
    const [value, ...more] = at[name] ?? [];
    assert.ok(
      value && more.length === 0 && typeof value === 'object',
      `${path.join('.')}: ${name}`,
    );
    at = value as TextRecord;
  }
  return at;
}
