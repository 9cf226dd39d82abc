import { writeFileSync } from 'node:fs';
import { Capture } from '../../../src/capture/capture';
import { markerPath } from '../../../src/capture/store/writerMarker';
import { hello, message } from '../support/frames';

/** A capture as a process leaves it that was killed while it wrote. @param note CreateOptions.note */
export async function writeAbandoned(
  file: string,
  note = '',
  frames: readonly Buffer[] = [message()],
): Promise<string> {
  const capture = await Capture.create(file);
  await capture.append(Buffer.concat([hello, ...frames]));
  await capture.close();
  const writer = { pid: 2 ** 22 + 1, started: '1', boot: 'an earlier one', namespace: '', note };
  writeFileSync(markerPath(file), JSON.stringify(writer));
  return file;
}
