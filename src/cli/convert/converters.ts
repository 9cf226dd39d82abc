import { extname } from 'node:path';
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
  const extension = extname(out).slice(1).toLowerCase();
  const fitting = CONVERTERS.filter(({ id, extensions }) =>
    to === undefined ? extensions.includes(extension) : id === to,
  );
  const [converter] = fitting;
  if (converter && fitting.length === 1) return converter;
  const ids = (fitting.length > 0 ? fitting : CONVERTERS).map(({ id }) => id);
  throw noSuchFormat(out, extension, ids);
}
