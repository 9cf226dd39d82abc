import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Capture } from '../../../../src/capture/capture';
import { formatOf, FORMATS } from '../../../../src/capture/export/formats';
import { saveRows } from '../../../../src/capture/export/saveRows';
import type { BinaryFormat, Piece, TextFormat } from '../../../../src/capture/export/exporter';
import { factsOf } from '../../../../src/capture/export/readRows';
import { copyCapture } from '../../../../src/capture/export/copyCapture';
import { exportRows } from '../../../../src/extension/ladder/exportRows';
import { PeersModel } from '../../../../src/capture/model/peersModel';
import type { Dialogs } from '../../../../src/extension/host/dialogs';
import { UserError } from '../../../../src/shared/errors/userError';
import { lengthPrefixed, netstrings } from '../../support/binaryFormats';
import { temporaryDirectory } from '../../support/directory';
import { hello, message } from '../../support/frames';

const COUNT = 5000;

describe('an export into a file', () => {
  const path = temporaryDirectory();
  const rows = Array.from({ length: COUNT }, (_, row) => row);
  let capture: Capture;

  before(async () => {
    const frames = rows.map((row) =>
      message({ sequence: row + 1, type: 'ping', payload: Buffer.alloc(400, row) }),
    );
    writeFileSync(path('capture'), Buffer.concat([hello, ...frames]));
    capture = await Capture.open(path('capture'));
  });
  after(() => capture.close());

  /** What a format makes of the rows, one by one. */
  async function piecesOf(format: TextFormat | BinaryFormat): Promise<Buffer[]> {
    const exporter = format.create();
    const bytes = (piece: Piece) => Buffer.from(piece as string);
    const pieces = exporter.begin ? [bytes(exporter.begin())] : [];
    if (exporter.hello) pieces.push(bytes(exporter.hello(capture.hello!)));
    for (const row of rows) {
      const own = exporter.event(await capture.event(row), capture.hello!, factsOf(capture, row));
      const before = pieces.length;
      for (const piece of own) pieces.push(bytes(piece));
      // Others gather rows, or hold few.
      const hasAll = !exporter.finish && format.holds === undefined;
      if (hasAll) assert.ok(pieces.length > before, `${format.id} has nothing for row ${row}`);
    }
    if (exporter.finish) for await (const piece of exporter.finish()) pieces.push(bytes(piece));
    return exporter.end ? [...pieces, bytes(exporter.end())] : pieces;
  }

  it('holds all of the rows, in every format, and tells how far it is', async () => {
    for (const format of [...FORMATS, lengthPrefixed, netstrings]) {
      if (format.frames) continue;
      const shares: number[] = [];
      const file = path(`rows.${format.id}`);
      await saveRows(capture, rows, format, file, { onProgress: (share) => shares.push(share) });
      assert.ok(shares.length > 1 && shares.at(-1) === 1, String(shares));
      assert.deepEqual(
        shares,
        shares.toSorted((a, b) => a - b),
      );
      const expected = Buffer.concat(await piecesOf(format));
      // Not deepEqual, which would print megabytes.
      assert.ok(readFileSync(file).equals(expected), format.id);
    }
  });

  it('leaves nothing when it is cancelled, and what was there before as it was', async () => {
    const file = path('cancelled');
    writeFileSync(file, 'before');
    const abort = new AbortController();
    const control = { signal: abort.signal, onProgress: () => abort.abort() };
    const isAbort = { name: 'AbortError' };
    await assert.rejects(saveRows(capture, rows, formatOf('raw'), file, control), isAbort);
    await assert.rejects(copyCapture(capture, file, control), isAbort);
    assert.equal(readFileSync(file, 'utf8'), 'before');
    assert.deepEqual(
      readdirSync(path('')).filter((name) => name.includes('unfinished')),
      [],
    );
  });

  it('of a whole capture tells how far it is', async () => {
    const shares: number[] = [];
    const file = path('copy');
    await copyCapture(capture, file, { onProgress: (share) => shares.push(share) });
    assert.equal(shares.at(-1), 1);
    assert.deepEqual(readFileSync(file), readFileSync(path('capture')));
  });

  it('says why it cannot be written', async () => {
    const nowhere = path('nowhere/file');
    await assert.rejects(
      saveRows(capture, rows, formatOf('raw'), nowhere),
      (error) => error instanceof UserError && error.code === 'save-failed',
    );
  });

  it('asks for the file, and can be cancelled in the window without an error', async () => {
    const told: string[] = [];
    const opened: string[] = [];
    const open = (file: string) => opened.push(file);
    const dialogs = (file: string | undefined, cancelled: boolean): Dialogs =>
      ({
        pick: (_title: string, _hint: string, [first]: { value: unknown }[]) =>
          Promise.resolve(first!.value),
        saveFile: () => Promise.resolve(file),
        progress: (_title: string, work: Parameters<Dialogs['progress']>[1]) =>
          work(() => undefined, cancelled ? AbortSignal.abort() : new AbortController().signal),
        inform: (text: string, buttons: string[]) => {
          told.push(text);
          return Promise.resolve(buttons[0]);
        },
      }) as unknown as Dialogs;
    const format = formatOf('log');
    const recording = { capture, peers: new PeersModel(), live: false, nameOf: () => undefined };
    await exportRows(recording, rows, format, dialogs(undefined, false), open);
    await exportRows(recording, rows, format, dialogs(path('no'), true), open);
    assert.deepEqual(told, []);
    assert.ok(!existsSync(path('no')));
    await exportRows(recording, rows, format, dialogs(path('yes'), false), open);
    assert.match(told.join(), new RegExp(`^Exported [\\d,]+ rows into ${path('yes')} \\(`));
    await Promise.resolve();
    assert.deepEqual(opened, [path('yes')]);
    assert.equal(readFileSync(path('yes'), 'utf8').trimEnd().split('\n').length, COUNT);
  });
});
