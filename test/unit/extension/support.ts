import { Capture } from '../../../src/capture/capture';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { Recording } from '../../../src/extension/captures/recording';
import { hello } from '../support/frames';

const captures: Capture[] = [];

after(async () => {
  for (const capture of captures) await capture.close();
});

/** A live recording with these frames. */
export function recordingOf(path: string, ...frames: Buffer[]): Promise<Recording> {
  return recordingFrom(path, hello, ...frames);
}

/** The same of a trace that began with another hello. */
export async function recordingFrom(path: string, ...frames: Buffer[]): Promise<Recording> {
  const capture = await Capture.create(path);
  captures.push(capture);
  const peers = new PeersModel();
  peers.follow(capture);
  await capture.append(Buffer.concat(frames));
  return new Recording(capture, peers, true);
}
