import { QueryError } from './queryError';

/** One term of a filter as it is written. */
export interface Token {
  negated: boolean;
  /** Before the colon; undefined for a word. */
  key: string | undefined;
  /** Without quotes. */
  value: string;
  /** Some of it was in quotes, so it is not a flag. */
  quoted: boolean;
  /** Characters [from, to) of the text. */
  from: number;
  to: number;
  /** Where the value begins. */
  valueFrom: number;
}

const KEY = /[a-z]+:/y;

/** @throws QueryError for a quote without its end, or a minus with nothing after it. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function readToken(text: string, from: number): Token {
  const negated = text[from] === '-' || text[from] === '!';
  let at = negated ? from + 1 : from;
  KEY.lastIndex = at;
  const key = KEY.exec(text)?.[0].slice(0, -1);
  if (key !== undefined) at += key.length + 1;
  const valueFrom = at;
  let value = '';
  let quoted = false;
  for (; at < text.length && !/\s/.test(text[at]!); at++) {
    if (text[at] !== '"') {
      value += text[at]!;
      continue;
    }
    const end = text.indexOf('"', at + 1);
    if (end === -1) throw new QueryError('This quote has no end', at, text.length);
    value += text.slice(at + 1, end);
    quoted = true;
    at = end;
  }
  if (key === undefined && value === '' && !quoted)
    throw new QueryError('A minus excludes the term that directly follows it', from, at);
  return { negated, key, value, quoted, from, to: at, valueFrom };
}
