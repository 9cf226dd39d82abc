import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FORMAT_VERSION, FrameKind, HEADER } from '../../src/shared/frames/layout';
import { demoNode, session } from './support';

/** Of a hello: native/bpf/frame.h. */
const VERSION = HEADER.size;
/** Of no event that this release knows. */
const UNKNOWN_KIND = 99;

function frame(kind: number): Buffer {
  const bytes = Buffer.alloc(HEADER.size + 8, 0xff);
  bytes.writeUInt32LE(bytes.length, HEADER.length);
  bytes.writeUInt16LE(kind, HEADER.kind);
  return bytes;
}

/** The committed session, which says version 1, as one of `version`, with frames after its hello. */
function sessionOf(version: number, ...frames: Buffer[]): Buffer {
  const recorded = gunzipSync(readFileSync(session));
  const hello = recorded.subarray(0, recorded.readUInt32LE(HEADER.length));
  assert.equal(hello.readUInt32LE(VERSION), 1);
  const rest = recorded.subarray(hello.length);
  hello.writeUInt32LE(version, VERSION);
  return Buffer.concat([hello, ...frames, rest]);
}

/** Plays it once, as fast as can be; nobody traces. */
function play(bytes: Buffer): { status: number | null; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-session-'));
  try {
    const path = join(folder, 'session.p2ptrace');
    writeFileSync(path, bytes);
    const args = ['--session', path, '--speed', '1000', '--loops', '1'];
    return spawnSync(demoNode(), args, { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a session that the demo node plays', () => {
  for (let version = 1; version <= FORMAT_VERSION; version++)
    it(`may be of version ${version}, and have frames that cannot be played`, () => {
      const bytes = sessionOf(version, frame(FrameKind.Node), frame(UNKNOWN_KIND));
      const { status, stderr } = play(bytes);
      assert.equal(stderr, '');
      assert.equal(status, 0);
    });

  it('is refused where its version is unknown, or where it is not a capture file', () => {
    for (const version of [0, FORMAT_VERSION + 1])
      assert.match(play(sessionOf(version)).stderr, /has a format version .* does not know/);
    assert.match(play(frame(FrameKind.Hello)).stderr, /is not a capture file/);
    assert.match(play(frame(UNKNOWN_KIND)).stderr, /is not a capture file/);
  });
});
