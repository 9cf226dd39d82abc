import { hash256 } from '../hash';
import { equal } from '../merkle';
import { fact, type Fact } from '../read/fact';
import type { Field } from '../read/field';
import { HEADER_BYTES } from '../sizes';

/** Where the hash of the one before a header lies. */
const PREVIOUS = 4;

/** Whether several headers follow each other; of one there is nothing to say. */
export function headersFacts(headers: Field): Field[] {
  return headers.read > 1 ? [fact(headers, 'continuity', () => continuity(headers))] : [];
}

/** CheckHeadersAreContinuous of Core's net_processing.cpp. */
function continuity(headers: Field): Fact {
  const { bytes } = headers.payload;
  const reader = headers.reader();
  const count = reader.compactSize();
  let before: Uint8Array | undefined;
  for (let index = 0; index < count; index++) {
    const at = reader.take(HEADER_BYTES);
    const header = bytes.subarray(at, at + HEADER_BYTES);
    if (before && !equal(hash256(before), header.subarray(PREVIOUS, PREVIOUS + 32)))
      return {
        value: false,
        text: `broken: header ${index} does not build on the one before it`,
        warning: 'Core punishes it: non-continuous headers sequence',
      };
    before = header;
    reader.compactSize();
  }
  return { value: true, text: 'each header builds on the one before it' };
}
