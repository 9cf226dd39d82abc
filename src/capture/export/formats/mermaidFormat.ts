import type { TextFormat } from '../exporter';
import { encoded } from '../sequence/encoded';
import { SequenceDiagram, type SequenceDialect } from '../sequence/sequenceDiagram';

/** Mermaid draws no text of more than 50,000 characters (maxTextSize), unless it is told to. */
const MOST_CHARACTERS = 50_000;
/** For the note of what is left out. */
const RESERVE = 300;

const dialect: SequenceDialect = {
  begin: 'sequenceDiagram\n',
  end: '',
  mostEvents: 1000,
  mostCharacters: MOST_CHARACTERS - RESERVE,
  participant: (id, label) => `  participant ${id} as ${text(label)}\n`,
  message: (from, to, about, isAnswer) =>
    `  ${from}${isAnswer ? '-->>' : '->>'}${to}: ${text(about)}\n`,
  note: (over, about) => `  Note over ${over}: ${text(about)}\n`,
};

/** https://mermaid.js.org/syntax/sequenceDiagram.html: `#9829;` is a character by its number. */
function text(any: string): string {
  return encoded(any, (codePoint) => `#${codePoint};`);
}

/** A sequence diagram for Markdown: GitHub, GitLab and VS Code draw it. */
export const mermaidFormat: TextFormat = {
  id: 'mermaid',
  title: 'Mermaid sequence diagram',
  extension: 'mmd',
  otherExtensions: ['mermaid'],
  needsPayloads: true,
  needsFacts: true,
  needsAnswers: true,
  holds: 'some 600 events',
  ascii: true,
  create: () => new SequenceDiagram(dialect),
};
