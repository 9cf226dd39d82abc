import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeEvent, type MessageEvent } from '../../src/shared/events/event';
import { FrameSplitter } from '../../src/shared/frames/frameSplitter';
import { forEachFrame } from '../unit/support/forEachFrame';
import { extensionsFolder } from './workbench';

/** Where VS Code unpacked the VSIX. */
export function installedExtension(): string {
  const folder = readdirSync(extensionsFolder()).find((name) => name.includes('p2p-trace'));
  if (folder === undefined) throw new Error(`no extension in ${extensionsFolder()}`);
  return join(extensionsFolder(), folder);
}

/** The messages that the demo node plays, in order. */
export function recordedMessages(): MessageEvent[] {
  const packed = join(installedExtension(), 'dist/native/demo-session.p2ptrace.gz');
  const messages: MessageEvent[] = [];
  for (const run of new FrameSplitter().push(gunzipSync(readFileSync(packed)))) {
    forEachFrame(run, (frame) => {
      const event = decodeEvent(frame);
      if (event?.kind === 'message') messages.push(event);
    });
  }
  return messages;
}
