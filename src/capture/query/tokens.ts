/** One of the values that a term lists. */
export interface ListItem {
  /** Without quotes. */
  text: string;
  /** Characters [from, to) of the filter. */
  from: number;
  to: number;
}

/** One term of a filter as it is written. */
export interface TermToken {
  kind: 'term';
  /** Before the colon, as written; undefined for a word. */
  key: string | undefined;
  /** Without quotes. */
  value: string;
  /** The value in its parts: commas and bars outside of quotes separate them. There is at least one. */
  items: ListItem[];
  /** Some of it was in quotes, so it is not a flag. */
  quoted: boolean;
  /** Where a quote begins that has no end. */
  unclosed: number | undefined;
  /** Characters [from, to) of the filter. */
  from: number;
  to: number;
  /** Where the value begins. */
  valueFrom: number;
}

/** What joins terms; `minus` is a NOT that has to stand directly before what it excludes. */
export interface JoinToken {
  kind: '(' | ')' | 'or' | 'and' | 'not' | 'minus';
  from: number;
  to: number;
}

export type Token = TermToken | JoinToken;

const KEY = /[a-z]+:/iy;
/** Words are operators where they stand alone, in any case; in quotes they are words. */
const OPERATOR = /(?:or|and|not)(?=[\s()]|$)|\|\|?|&&/iy;
const OPERATORS: Record<string, 'or' | 'and' | 'not'> = {
  or: 'or',
  '|': 'or',
  '||': 'or',
  and: 'and',
  '&&': 'and',
  not: 'not',
};

/** Takes a filter apart. It refuses nothing, so that what is being written can be completed. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    // What directly follows a minus is a term, whatever it looks like.
    const token =
      tokens.at(-1)?.kind === 'minus' && tokens.at(-1)!.to === at && text[at] !== '('
        ? readTerm(text, at)
        : readToken(text, at);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function readToken(text: string, from: number): Token {
  const first = text[from]!;
  if (first === '(' || first === ')') return { kind: first, from, to: from + 1 };
  if (first === '-' || first === '!') return { kind: 'minus', from, to: from + 1 };
  OPERATOR.lastIndex = from;
  const operator = OPERATOR.exec(text)?.[0];
  if (operator === undefined) return readTerm(text, from);
  return { kind: OPERATORS[operator.toLowerCase()]!, from, to: from + operator.length };
}

/** Takes at least one character, unless a parenthesis closes at once. */
function readTerm(text: string, from: number): TermToken | JoinToken {
  if (text[from] === ')') return { kind: ')', from, to: from + 1 };
  KEY.lastIndex = from;
  const key = KEY.exec(text)?.[0].slice(0, -1);
  const valueFrom = key === undefined ? from : from + key.length + 1;
  const value = readValue(text, valueFrom);
  return { kind: 'term', key, from, valueFrom, ...value };
}

function readValue(
  text: string,
  from: number,
): Pick<TermToken, 'value' | 'items' | 'quoted' | 'unclosed' | 'to'> {
  const items: ListItem[] = [];
  let item: ListItem = { text: '', from, to: from };
  let value = '';
  let quoted = false;
  let unclosed: number | undefined;
  // A parenthesis that opens within a word closes within it: `/Satoshi:29.0.0(mine)/`.
  let open = 0;
  let at = from;
  const take = (part: string): void => {
    value += part;
    item.text += part;
  };
  for (; at < text.length && !/\s/.test(text[at]!); at++) {
    const each = text[at]!;
    if (each === ')' && open === 0) break;
    if (each === '"') {
      const part = readQuoted(text, at + 1);
      quoted = true;
      take(part.text);
      if (!part.closed) unclosed = at;
      at = part.closed ? part.end : text.length - 1;
    } else if (each === ',' || each === '|') {
      value += each;
      items.push({ ...item, to: at });
      item = { text: '', from: at + 1, to: at + 1 };
    } else {
      if (each === '(') open++;
      if (each === ')') open--;
      take(each);
    }
  }
  items.push({ ...item, to: at });
  return { value, items, quoted, unclosed, to: at };
}

/** `\"` is a quote within quotes; every other backslash is one. @returns Where the quote ends. */
function readQuoted(text: string, from: number): { text: string; end: number; closed: boolean } {
  let value = '';
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') return { text: value, end: at, closed: true };
    if (text[at] === '\\' && text[at + 1] === '"') at++;
    value += text[at]!;
  }
  return { text: value, end: text.length, closed: false };
}
