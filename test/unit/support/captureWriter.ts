// Writes a capture without end: PATH, LIMIT in bytes. Row n has time n and n % 2000 bytes of payload.
import { Capture } from '../../../src/capture/capture';
import { hello, message } from './frames';

async function main(path: string, limitBytes: number): Promise<void> {
  const capture = await Capture.create(path, { limitBytes, recoverable: true });
  let rotations = 0;
  capture.onRotate(() => {
    if (++rotations === 5) console.log('rotated');
  });
  await capture.append(hello);
  for (let n = 0; ; n++) {
    await capture.append(message({ timeNs: n, payload: Buffer.alloc(n % 2000, n) }));
    if (n % 100 === 0) await capture.flush();
  }
}

void main(process.argv[2]!, Number(process.argv[3]));
