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
  const { extension, fitting } = convertersOfName(out);
  const chosen = to === undefined ? fitting : CONVERTERS.filter(({ id }) => id === to);
  const [converter] = chosen;
  if (converter && chosen.length === 1) return converter;
  const ids = (chosen.length > 0 ? chosen : CONVERTERS).map(({ id }) => id);
  throw noSuchFormat(out, extension, ids);
}

/** What the extension of a path tells, where it tells one. */
export function converterOfName(path: string): Converter | undefined {
  const { fitting } = convertersOfName(path);
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Those of an extension, which is empty where there is none. */
function convertersOfName(path: string): { extension: string; fitting: Converter[] } {
  const endings = endingsOf(path);
  const of = (ending: string) => CONVERTERS.filter(({ extensions }) => extensions.includes(ending));
  // The longest tells most.
  const extension = endings.find((ending) => of(ending).length > 0) ?? endings.at(-1) ?? '';
  return { extension, fitting: of(extension) };
}

/** `messages.parquet` and `parquet` of `a.messages.parquet`. */
function endingsOf(path: string): string[] {
  const [, ...parts] = basename(path).toLowerCase().replace(/^\.+/, '').split('.');
  return parts.map((_, at) => parts.slice(at).join('.'));
}
