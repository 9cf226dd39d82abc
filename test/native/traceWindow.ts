// What a window with the extension does when it traces the demo node: DIRECTORY of captures, BINARY.
// Prints the helper's process id, and how much the capture has on the disk, until it is killed.
import { readFileSync } from 'node:fs';
import { windowControl } from './windowControl';

async function main(directory: string, demoBinary: string): Promise<void> {
  const { control, stage } = windowControl(directory, demoBinary);
  await control.start({ choice: { kind: 'demo' } });
  const { pid } = process;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const helper = children.find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('helper.js'),
  );
  console.log(`helper ${helper}`);
  const { capture } = stage.recording!;
  setInterval(() => {
    void capture.flush().then(() => console.log(`rows ${capture.index.length}`));
  }, 100);
}

void main(process.argv[2]!, process.argv[3]!);
