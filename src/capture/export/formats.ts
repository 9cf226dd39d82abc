import type { EventFormat } from './exporter';
import { csvFormat } from './formats/csvFormat';
import { hexFormat } from './formats/hexFormat';
import { jsonArrayFormat } from './formats/jsonArrayFormat';
import { jsonFormat } from './formats/jsonFormat';
import { logFormat } from './formats/logFormat';
import { pcapngFormat } from './formats/pcapngFormat';
import { mermaidFormat } from './formats/mermaidFormat';
import { parquetFormat } from './formats/parquetFormat';
import { parquetMessagesFormat } from './formats/parquetMessagesFormat';
import { plantumlFormat } from './formats/plantumlFormat';
import { rawFormat } from './formats/rawFormat';
import { textFormat } from './formats/textFormat';

/** Everything that rows can be printed, copied and saved as. The first is what is printed by default. */
export const FORMATS: readonly EventFormat[] = [
  logFormat,
  rawFormat,
  jsonFormat,
  jsonArrayFormat,
  textFormat,
  hexFormat,
  pcapngFormat,
  csvFormat,
  parquetFormat,
  parquetMessagesFormat,
  mermaidFormat,
  plantumlFormat,
];

/** @param id Of one in the list. */
export function formatOf(id: string): EventFormat {
  return FORMATS.find((format) => format.id === id)!;
}
