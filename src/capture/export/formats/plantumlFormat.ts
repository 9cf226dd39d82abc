import type { TextFormat } from '../exporter';
import { encoded } from '../sequence/encoded';
import { SequenceDiagram, type SequenceDialect } from '../sequence/sequenceDiagram';

const dialect: SequenceDialect = {
  begin: '@startuml\n',
  end: '@enduml\n',
  mostEvents: 2000,
  mostCharacters: Infinity,
  participant: (id, label) => `participant "${text(label)}" as ${id}\n`,
  message: (from, to, about, isAnswer) =>
    `${from} ${isAnswer ? '-->' : '->'} ${to} : ${text(about)}\n`,
  note: (over, about) => `note over ${over} : ${text(about)}\n`,
};

/** https://plantuml.com/unicode: `<U+221E>` is a character by its number, which is read after all markup. */
function text(any: string): string {
  return encoded(
    any,
    (codePoint) => `<U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}

/** A sequence diagram for PlantUML. */
export const plantumlFormat: TextFormat = {
  id: 'plantuml',
  title: 'PlantUML sequence diagram',
  extension: 'puml',
  otherExtensions: ['plantuml'],
  needsPayloads: true,
  needsFacts: true,
  needsAnswers: true,
  holds: '2,000 events',
  ascii: true,
  create: () => new SequenceDiagram(dialect),
};
