import { basename } from 'node:path';
import { FORMATS } from '../../capture/export/formats';
import { noSuchFormat } from '../../shared/errors/captureErrors';
import { captureConverter } from './captureConverter';
import type { Converter } from './converter';
import { coreConverter } from './coreConverter';
import { formatConverter } from './formatConverter';

/** Everything that a source can be converted to. */
export const CONVERTERS: readonly Converter[] = [
  captureConverter,
  ...FORMATS.map(formatConverter),
  coreConverter,
];

/**
 * @param out A path, or `-` for standard output.
 * @param to The id of one, where it does not go by the extension.
 * @throws UserError where the extension does not tell which.
 */
export function converterFor(out: string, to: string | undefined): Converter {
  const endings = endingsOf(out);
  // The longest tells most.
  const extension = endings.find((ending) =>
    CONVERTERS.some(({ extensions }) => extensions.includes(ending)),
  );
  const fitting = CONVERTERS.filter(({ id, extensions }) =>
    to === undefined ? extension !== undefined && extensions.includes(extension) : id === to,
  );
  const [converter] = fitting;
  if (converter && fitting.length === 1) return converter;
  const ids = (fitting.length > 0 ? fitting : CONVERTERS).map(({ id }) => id);
  throw noSuchFormat(out, extension ?? endings.at(-1) ?? '', ids);
}

/** `messages.parquet` and `parquet` of `a.messages.parquet`. */
function endingsOf(path: string): string[] {
  const [, ...parts] = basename(path).toLowerCase().replace(/^\.+/, '').split('.');
  return parts.map((_, at) => parts.slice(at).join('.'));
}
