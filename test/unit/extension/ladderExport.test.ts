import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setImmediate as soon } from 'node:timers/promises';
import type { Dialogs, FileQuestion } from '../../../src/extension/host/dialogs';
import { exportLadder } from '../../../src/extension/ladder/exportLadder';
import type { OpenLadder } from '../../../src/extension/ladder/openLadder';
import { FORMATS } from '../../../src/capture/export/formats';
import { encodeNode } from '../../../src/shared/frames/node';
import { UserError } from '../../../src/shared/errors/userError';
import { Channel } from '../../../src/shared/webview/channel';
import type { Redacted } from '../../../src/shared/frames/hello';
import type {
  Drawing,
  DrawingWanted,
  LadderHost,
  LadderPage,
} from '../../../src/shared/webview/ladderProtocol';
import { temporaryDirectory } from '../support/directory';
import { duckdb } from '../support/duckdb';
import { message, NODE } from '../support/frames';
import { LadderTester } from './ladderSupport';
import { readSource } from '../support/readSource';
import { recordingOf } from './support';

const ignore = (): void => undefined;

/** A page that draws so. */
function pageThat(
  draw: (wanted: DrawingWanted) => Promise<Drawing>,
): Channel<LadderHost, LadderPage> {
  const page: { receive?: Channel<LadderPage, LadderHost>['receive'] } = {};
  const host = new Channel<LadderHost, LadderPage>((packet) => page.receive!(packet), ignore);
  const end = new Channel<LadderPage, LadderHost>((packet) => host.receive(packet), ignore);
  end.serve({ requests: { draw } });
  page.receive = (packet) => end.receive(packet);
  return host;
}

const AS_RECORDED = 'As it was recorded';

/** Chooses the format, nothing to be redacted, and the file. */
function dialogsFor(format: string, path: string, told: string[] = []): Dialogs {
  return {
    pick: (_title: string, _hint: string, items: { label: string; value: unknown }[]) =>
      Promise.resolve(items.find(({ label }) => label === format || label === AS_RECORDED)?.value),
    saveFile: () => Promise.resolve(path),
    inform: (text: string) => Promise.resolve(void told.push(text)),
  } as unknown as Dialogs;
}

/** No row is selected, so that nothing is asked of the recording but whether it is redacted. */
const ladderOf = (page: OpenLadder['page'], redacted?: Redacted) =>
  ({
    page,
    recording: { capture: { hello: { redacted } } },
    session: { rowCount: 0, markedRows: [] },
  }) as unknown as OpenLadder;

describe('exportLadder', () => {
  const path = temporaryDirectory();

  it('writes what the page draws, and says what it left out', async () => {
    const drawing: Drawing = { format: 'png', content: Uint8Array.of(1, 2), rows: 500, of: 600 };
    const page = pageThat(() => Promise.resolve(drawing));
    const told: string[] = [];
    await exportLadder(
      ladderOf(page),
      [],
      dialogsFor('PNG picture', path('ladder.png'), told),
      ignore,
    );
    assert.deepEqual([...readFileSync(path('ladder.png'))], [1, 2]);
    assert.match(told[0]!, /first 500 of 600 rows into .*ladder\.png \(2 B\)/);
  });

  it('has a drawing say that it is redacted, or that the capture was', async () => {
    const drawing: Drawing = { format: 'text', content: 'x', rows: 1, of: 1 };
    const asked: DrawingWanted[] = [];
    const page = pageThat((wanted) => {
      asked.push(wanted);
      return Promise.resolve(drawing);
    });
    const names: string[] = [];
    const draw = (label: string, redacted?: Redacted) =>
      exportLadder(
        ladderOf(page, redacted),
        [],
        {
          ...dialogsFor(label, path(label)),
          saveFile: ({ path: proposed }: FileQuestion) => {
            names.push(proposed!);
            return Promise.resolve(path(label));
          },
        },
        ignore,
      );
    await draw('Drawing in text');
    await draw('Drawing in text, redacted');
    await draw('Drawing in text', { times: true, transactions: false });
    const about = 'Redacted: addresses and names are stand-ins';
    assert.deepEqual(asked, [
      { format: 'text', redacted: false, about: '' },
      { format: 'text', redacted: true, about: `${about}.` },
      { format: 'text', redacted: false, about: `${about}, all times are shifted.` },
    ]);
    assert.match(names.join(), /ladder\.txt,.*ladder-redacted\.txt,.*ladder\.txt$/);
  });

  it('says why a picture could not be drawn, and what helps against that', async () => {
    const next = async (page: Channel<LadderHost, LadderPage>): Promise<string> => {
      const exported = exportLadder(
        ladderOf(page),
        [],
        dialogsFor('PNG picture', path('none')),
        ignore,
      );
      exported.catch(() => undefined);
      await soon();
      page.abandon();
      const error: unknown = await exported.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof UserError);
      return error.next;
    };
    const failing = (text: string) => {
      const page = pageThat(() => Promise.reject(new Error(text)));
      page.abandon = () => undefined;
      return page;
    };
    assert.match(
      await next(failing('the view changed meanwhile')),
      /^Export again: the ladder shows/,
    );
    assert.match(
      await next(failing('a bug')),
      /^Export again\. If it fails again, close the ladder/,
    );
    const hidden = pageThat(() => new Promise<Drawing>(() => undefined));
    assert.match(await next(hidden), /^Leave the ladder in front/);

    const page = pageThat(() =>
      Promise.reject(new Error('the picture is too large for the browser')),
    );
    await assert.rejects(
      exportLadder(ladderOf(page), [], dialogsFor('PNG picture', path('none')), ignore),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(
          error.toString(),
          'The ladder could not be drawn as PNG: the picture is too large for the browser. Select fewer rows, or export as SVG or text.',
        );
        return true;
      },
    );
  });

  it('does not wait for a page that is hidden meanwhile', async () => {
    const page = pageThat(() => new Promise(() => undefined));
    const exported = exportLadder(
      ladderOf(page),
      [],
      dialogsFor('SVG picture', path('none')),
      ignore,
    );
    setImmediate(() => page.abandon());
    await assert.rejects(exported, /closed or hidden/);
  });

  it('writes all that is shown, or all that is marked, and names no two things alike', async () => {
    const live = await recordingOf(
      path('capture'),
      ...['ping', 'inv', 'ping', 'tx'].map((type) => message({ peer: 1, type })),
    );
    const tester = new LadderTester(live, { capture: '/c', peers: 'all' });
    tester.ready({ filter: 'type:ping', find: true });
    const labels: string[] = [];
    const told: string[] = [];
    const opened: string[] = [];
    const exported = async (label: string): Promise<number> => {
      const dialogs = {
        ...dialogsFor(label, path(label), told),
        pick: (_title: string, _hint: string, items: { label: string; value: unknown }[]) => {
          const asRecorded = items.find((item) => item.label === AS_RECORDED);
          if (asRecorded) return Promise.resolve(asRecorded.value);
          labels.splice(0, labels.length, ...items.map((item) => item.label));
          return Promise.resolve(items.find((item) => item.label === label)?.value);
        },
        progress: (_title: string, work: Parameters<Dialogs['progress']>[1]) =>
          work(ignore, new AbortController().signal),
        inform: (text: string, buttons: string[]) => {
          told.push(text);
          return Promise.resolve(buttons[0]);
        },
      } as unknown as Dialogs;
      const ladder = { page: undefined, recording: live, session: tester.session };
      await exportLadder(ladder as unknown as OpenLadder, [1], dialogs, (file) =>
        opened.push(file),
      );
      return readFileSync(path(label), 'utf8').trimEnd().split('\n').length;
    };
    assert.equal(await exported('Text, of all matches'), 2);
    assert.equal(await exported('Text, of all rows'), 4);
    assert.equal(await exported('JSON Lines, of 1 selected row'), 1);
    assert.equal(new Set(labels).size, labels.length);
    assert.match(told[1]!, /^Exported 4 rows into .*Text, of all rows \(\d+ B\)\.$/);
    assert.deepEqual(opened.length, 3);
    tester.session.dispose();
  });

  it('writes what is selected, what a filter finds and all, in every format, and what the capture says of them', async () => {
    const payload = Buffer.alloc(8, 1);
    const live = await recordingOf(
      path('every'),
      encodeNode(NODE),
      message({ peer: 1, type: 'ping', payload, direction: 'outbound', timeNs: 1000 }),
      message({ peer: 1, type: 'inv', payload: Buffer.alloc(1), timeNs: 1500 }),
      message({ peer: 1, type: 'pong', payload, timeNs: 4000 }),
      message({ peer: 1, type: 'pong', payload, timeNs: 5000 }),
    );
    await live.capture.bookmark(2, 'look');
    await live.capture.flush();
    const tester = new LadderTester(live, { capture: '/c', peers: 'all' });
    tester.ready({ filter: 'type:pong', find: true });
    const ladder = { page: undefined, recording: live, session: tester.session };
    const exported = async (label: string): Promise<string> => {
      const dialogs = {
        ...dialogsFor(label, path(label)),
        progress: (_title: string, work: Parameters<Dialogs['progress']>[1]) =>
          work(ignore, new AbortController().signal),
        inform: () => Promise.resolve(undefined),
      } as unknown as Dialogs;
      await exportLadder(ladder as unknown as OpenLadder, [1, 2], dialogs, ignore);
      return path(label);
    };
    const sets = [
      [', of 2 selected rows', 2],
      [', of all matches', 2],
      [', of all rows', 4],
    ] as const;
    for (const { id, title } of FORMATS)
      for (const [suffix, events] of sets) {
        const file = await exported(`${title}${suffix}`);
        const about = `${title}${suffix}`;
        if (id.startsWith('parquet')) {
          const [rows] = await duckdb(
            path(''),
            `SELECT count(*) AS events, count(latency_ns) AS answered, max(latency_ns) AS longest,
             any_value(node) AS node FROM read_parquet('${file}')`,
          );
          // The request of the answer is known where it is not exported too.
          assert.deepEqual(
            rows![0],
            { events: BigInt(events), answered: 1n, longest: 3000n, node: 'bitcoind' },
            about,
          );
          continue;
        }
        if (id === 'pcapng') {
          const read = await readSource(file);
          assert.equal(read.events.length, events, about);
          assert.equal(read.nodes.get(4242)?.chain, 'main', about);
          continue;
        }
        const text = readFileSync(file, 'utf8');
        const counted = {
          csv: /^\d+,/gm,
          mermaid: /->>/g,
          plantuml: /^[np]\d+ -/gm,
          'json-array': /"tracepoint"/g,
          json: /"tracepoint"/g,
        }[id];
        const count = counted
          ? [...text.matchAll(counted)].length
          : text.trimEnd().split('\n').length;
        assert.equal(count, events, about);
        if (!id.startsWith('json')) continue;
        assert.match(text, /"node":"bitcoind","pid":4242,"chain":"main"/, about);
        assert.match(text, /"bookmark":"look","row":2/, about);
        assert.ok(text.indexOf('"node"') < text.indexOf('"tracepoint"'), about);
      }
    tester.session.dispose();
  }).timeout(60_000);
});
