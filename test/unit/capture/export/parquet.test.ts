import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { Capture } from '../../../../src/capture/capture';
import { formatOf } from '../../../../src/capture/export/formats';
import { COLUMNS, type RowsOf } from '../../../../src/capture/export/parquet/schema';
import { saveRows } from '../../../../src/capture/export/saveRows';
import { pairsOfCapture } from '../../../../src/capture/query/pairs';
import { mentionedHashes } from '../../../../src/bitcoin/mentionedHashes';
import { decodeVersion } from '../../../../src/bitcoin/versionMessage';
import { eventKind, tracepointName } from '../../../../src/shared/events/eventKinds';
import type { MessageEvent, ProbeEvent } from '../../../../src/shared/events/event';
import { encodeNode } from '../../../../src/shared/frames/node';
import { temporaryDirectory } from '../../support/directory';
import { duckdb, type DuckRow } from '../../support/duckdb';
import {
  connection,
  EventFlag,
  EventKind,
  hello,
  message,
  misbehaving,
  NODE,
} from '../../support/frames';
import { hostileCapture } from '../../support/hostile';
import { writeSession } from '../../support/session';

const DOCS = readFileSync('docs/parquet.md', 'utf8');

/** The SQL of the documentation, by the line above it. */
const queries = new Map(
  [...DOCS.matchAll(/^(.+):\n\n```sql\n([^`]+)```$/gm)].map(([, title, sql]) => [
    title!.split('\n').at(-1)!,
    sql!,
  ]),
);

function queryAbout(word: string): string {
  const found = [...queries].filter(([title]) => title.includes(word));
  assert.equal(found.length, 1, `queries about ${word}: ${[...queries.keys()].join('; ')}`);
  return found[0]![1];
}

describe('Parquet', function () {
  this.timeout(120_000);
  const path = temporaryDirectory();

  /** As a user does, into a file. */
  function print(capture: string, format: string, file: string, ...flags: string[]): void {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['dist/cli.js', 'print', capture, '--format', format, ...flags],
      { stdio: ['ignore', openSync(path(file), 'w'), 'pipe'], encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
  }

  async function sql(...statements: string[]): Promise<DuckRow[][]> {
    return duckdb(path(''), ...statements);
  }

  describe('of a real session', () => {
    let capture: Capture;
    let events: ProbeEvent[];
    let messages: (MessageEvent & { row: number })[];
    let requests: Map<number, { row: number; latencyNs: number }>;

    before(async () => {
      writeSession(path('session'));
      print(path('session'), 'parquet', 'events.parquet');
      print(path('session'), 'parquet-messages', 'messages.parquet');
      capture = await Capture.open(path('session'));
      const { index } = capture;
      events = [];
      for (let row = 0; row < index.length; row++) events.push(await capture.event(row));
      messages = events.flatMap((event, row) =>
        event.kind === 'message' ? [{ ...event, row }] : [],
      );
      const pairs = pairsOfCapture(capture, () => false);
      pairs.watch();
      await pairs.until(index.length);
      requests = new Map(
        events.flatMap((_, row) => {
          const request = pairs.requestOf(row);
          return request === undefined
            ? []
            : [[row, { row: request, latencyNs: pairs.latencyNs(row)! }] as const];
        }),
      );
      assert.ok(requests.size > 500);
    });
    after(() => capture.close());

    it('has the columns of the documentation, and no others', async () => {
      const file: Record<RowsOf, string> = {
        events: 'events.parquet',
        messages: 'messages.parquet',
      };
      const documented = (heading: string): string[][] => {
        const section = DOCS.split(`### ${heading}\n`)[1]!.split(/^#/m)[0]!;
        const rows = section.split('\n').filter((line) => line.startsWith('| `'));
        return rows.map((line) =>
          line
            .split('|')
            .slice(1, 4)
            .map((cell) => cell.trim().replaceAll('`', '')),
        );
      };
      const common = documented('Of both files');
      for (const rowsOf of ['events', 'messages'] as const) {
        const own = documented(
          `Of \`${rowsOf === 'events' ? 'parquet' : 'parquet-messages'}\` besides`,
        );
        const [described] = await sql(`DESCRIBE SELECT * FROM '${file[rowsOf]}'`);
        const nullable = new Map(
          COLUMNS[rowsOf].map((column) => [column.name, 'nullable' in column]),
        );
        assert.deepEqual(
          described!.map(({ column_name: name, column_type: type }) => [
            name,
            type,
            nullable.get(name as string) ? 'null' : '',
          ]),
          [...common, ...own],
        );
        const [schema] = await sql(
          `SELECT name, repetition_type AS r FROM parquet_schema('${file[rowsOf]}') WHERE name <> 'schema'`,
        );
        for (const { name, r } of schema!)
          if (nullable.has(name as string))
            assert.equal(r, nullable.get(name as string) ? 'OPTIONAL' : 'REQUIRED', String(name));
      }
    });

    it('has every event, with everything that is known of it', async () => {
      const [rows] = await sql(`SELECT *, epoch_us(time) AS us FROM 'events.parquet' ORDER BY row`);
      assert.equal(rows!.length, events.length);
      const { wallNs, monotonicNs } = capture.hello!;
      for (const [row, event] of events.entries()) {
        const found = rows![row]!;
        const isMessage = event.kind === 'message';
        const request = requests.get(row);
        const { payload, ...rest } = found as { payload: unknown; address: unknown };
        assert.deepEqual(
          rest,
          {
            ...rest,
            row,
            us: (BigInt(event.timeNs) + wallNs - monotonicNs) / 1000n,
            pid: event.pid,
            event: tracepointName(eventKind(event.kindNumber)!),
            peer: event.peer,
            network: 'ipv4',
            message_type: isMessage ? event.messageType : null,
            size: isMessage ? event.size : null,
            truncated: false,
            lost: null,
            lost_before: event.lostRingFull,
            answers: request?.row ?? null,
            latency_ns: request ? BigInt(request.latencyNs) : null,
          },
          `row ${row}`,
        );
        if ('address' in event && event.address) assert.equal(rest.address, event.address);
        if (isMessage) assert.ok(event.payload.equals(payload as Uint8Array), `row ${row}`);
        else assert.equal(payload, null);
      }
    });

    it('keeps the nanoseconds, which DuckDB drops', async () => {
      const file = await asyncBufferFromFile(path('events.parquet'));
      const parsers = { ...DEFAULT_PARSERS, timestampFromNanoseconds: (ns: bigint) => ns };
      const rows = await parquetReadObjects({ file, columns: ['time'], parsers });
      const { wallNs, monotonicNs } = capture.hello!;
      assert.deepEqual(
        rows.map(({ time }) => time as unknown),
        events.map(({ timeNs }) => BigInt(timeNs) + wallNs - monotonicNs),
      );
      const { schema, key_value_metadata: metadata } = await parquetMetadataAsync(file);
      assert.deepEqual(schema.find(({ name }) => name === 'time')?.logical_type, {
        type: 'TIMESTAMP',
        isAdjustedToUTC: true,
        unit: 'NANOS',
      });
      assert.deepEqual(metadata, [{ key: 'bitcoin_p2p_trace', value: 'events 1' }]);
    });

    it('has the hashes that each message names, and its fields', async () => {
      const [rows] = await sql(
        `SELECT row, txids, wtxids, block_hashes, error, fields FROM 'messages.parquet' ORDER BY row`,
      );
      assert.deepEqual(
        rows!.map(({ row }) => row),
        messages.map(({ row }) => row),
      );
      let hashes = 0;
      let errors = 0;
      for (const [i, { messageType, payload, row }] of messages.entries()) {
        const found = rows![i]!;
        const of = (kind: string) =>
          mentionedHashes(messageType, payload)
            .filter((each) => each.kind === kind)
            .map(({ hash }) => hash);
        hashes += of('wtxid').length;
        assert.deepEqual(found.txids, of('txid'), `row ${row}`);
        assert.deepEqual(found.wtxids, of('wtxid'), `row ${row}`);
        assert.deepEqual(found.block_hashes, of('block'), `row ${row}`);
        if (found.error !== null) errors++;
        JSON.parse(found.fields as string);
      }
      assert.ok(hashes > 300 && errors > 0, `${hashes} hashes, ${errors} errors`);
      // By the SQL of anybody: an output's value, a nonce of 64 bits, an element's hash.
      const [values, nonces, first] = await sql(
        `SELECT sum(v::BIGINT) AS sum FROM (SELECT unnest(fields->>'$.vout[*].nValue') AS v
         FROM 'messages.parquet' WHERE message_type = 'tx' AND error IS NULL)`,
        `SELECT (fields->>'$.nonce')::UBIGINT AS nonce FROM 'messages.parquet'
         WHERE message_type = 'ping' AND error IS NULL AND size = 8 ORDER BY row`,
        `SELECT fields->>'$.vInv[0].hash' AS hash, coalesce(wtxids[1], txids[1], block_hashes[1]) AS named
         FROM 'messages.parquet' WHERE message_type = 'inv' AND error IS NULL AND size > 36`,
      );
      assert.ok((values![0]!.sum as bigint) > 1_000_000_000n);
      assert.deepEqual(
        nonces!.map(({ nonce }) => nonce),
        messages
          .filter(({ messageType, size }) => messageType === 'ping' && size === 8)
          .map(({ payload }) => payload.readBigUInt64LE()),
      );
      assert.ok(first!.length > 100);
      for (const { hash, named } of first!) assert.equal(hash, named);
    });

    describe('answers what the documentation asks', () => {
      const num = (value: unknown): number => Number(value);

      it('in seven queries', () => assert.equal(queries.size, 7));

      it('bytes by type', async () => {
        const [rows] = await sql(queryAbout('Bytes by message type'));
        const totals = new Map<string, [number, number]>();
        for (const { messageType, direction, size } of messages) {
          const key = `${messageType} ${direction}`;
          const [count, bytes] = totals.get(key) ?? [0, 0];
          totals.set(key, [count + 1, bytes + size]);
        }
        assert.deepEqual(
          new Map(
            rows!.map((row) => [
              `${row.message_type as string} ${row.direction as string}`,
              [num(row.messages), num(row.bytes)],
            ]),
          ),
          totals,
        );
        const bytes = rows!.map((row) => num(row.bytes));
        assert.deepEqual(
          bytes,
          bytes.toSorted((a, b) => b - a),
        );
      });

      it('latency by peer', async () => {
        const [rows] = await sql(queryAbout('How fast'));
        const byPeer = new Map<number, number[]>();
        for (const { row, messageType, direction, peer } of messages) {
          const request = requests.get(row);
          if (messageType !== 'pong' || direction !== 'inbound' || !request) continue;
          byPeer.set(peer, [...(byPeer.get(peer) ?? []), request.latencyNs]);
        }
        assert.ok(byPeer.size > 3);
        assert.equal(rows!.length, byPeer.size);
        for (const { peer, pongs, median_ms: median, slowest_ms: slowest } of rows!) {
          const times = byPeer.get(num(peer))!.toSorted((a, b) => a - b);
          const middle = (times.length - 1) / 2;
          assert.equal(num(pongs), times.length);
          const expected = (times[Math.floor(middle)]! + times[Math.ceil(middle)]!) / 2e6;
          assert.ok(Math.abs(num(median) - expected) < 1e-6, `${num(median)} ${expected}`);
          assert.equal(num(slowest), times.at(-1)! / 1e6);
        }
      });

      it('who announced blocks first', async () => {
        const [rows] = await sql(queryAbout('Who announced'));
        const first = new Map<string, { peer: number; peers: Set<number> }>();
        for (const { messageType, direction, payload, peer } of messages) {
          if (direction !== 'inbound') continue;
          if (!['inv', 'headers', 'cmpctblock', 'block'].includes(messageType)) continue;
          for (const { kind, hash } of mentionedHashes(messageType, payload)) {
            if (kind !== 'block') continue;
            const known = first.get(hash) ?? { peer, peers: new Set() };
            known.peers.add(peer);
            first.set(hash, known);
          }
        }
        assert.ok(first.size > 20);
        // By block, since one message may announce several; in the order of time all the same.
        assert.deepEqual(
          new Map(
            rows!.map(({ block, first_peer: peer, peers }) => [block, [num(peer), num(peers)]]),
          ),
          new Map([...first].map(([hash, { peer, peers }]) => [hash, [peer, peers.size]])),
        );
        const times = rows!.map(({ first_time: time }) => (time as Date).getTime());
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
      });

      it('announced and delivered transactions', async () => {
        const [rows] = await sql(queryAbout('announced transactions'));
        const named = (type: string): Map<number, Set<string>> => {
          const byPeer = new Map<number, Set<string>>();
          for (const { messageType, direction, payload, peer } of messages) {
            if (messageType !== type || direction !== 'inbound') continue;
            for (const { kind, hash } of mentionedHashes(messageType, payload))
              if (kind === 'wtxid')
                byPeer.set(peer, (byPeer.get(peer) ?? new Set<string>()).add(hash));
          }
          return byPeer;
        };
        const delivered = named('tx');
        const expected = [...named('inv')].map(([peer, announced]) => [
          peer,
          announced.size,
          [...announced].filter((hash) => delivered.get(peer)?.has(hash)).length,
        ]);
        assert.ok(expected.some(([, , count]) => count! > 0));
        const found = rows!.map((row) => [num(row.peer), num(row.announced), num(row.delivered)]);
        assert.deepEqual(new Set(found.map(String)), new Set(expected.map(String)));
      });

      it('what peers call themselves', async () => {
        const [rows] = await sql(queryAbout('call themselves'));
        const counts = new Map<string, number>();
        for (const { messageType, direction, payload } of messages) {
          if (messageType !== 'version' || direction !== 'inbound') continue;
          const userAgent = decodeVersion(payload).userAgent!;
          counts.set(userAgent, (counts.get(userAgent) ?? 0) + 1);
        }
        assert.ok(counts.size > 2);
        assert.deepEqual(
          new Map(rows!.map(({ user_agent: agent, peers }) => [agent, num(peers)])),
          counts,
        );
      });

      it('requests without an answer', async () => {
        const [rows] = await sql(queryAbout('not answered'));
        const answered = new Set([...requests.values()].map(({ row }) => row));
        const expected = messages.filter(
          ({ row, messageType, direction }) =>
            direction === 'outbound' &&
            ['ping', 'getheaders', 'getblocktxn'].includes(messageType) &&
            !answered.has(row),
        );
        assert.ok(expected.length > 0);
        assert.deepEqual(
          rows!.map(({ row, peer }) => [row, peer]),
          expected.map(({ row, peer }) => [row, peer]),
        );
      });

      it('traffic by second', async () => {
        const [rows] = await sql(queryAbout('by second'));
        const { wallNs, monotonicNs } = capture.hello!;
        const bytes = new Map<number, number>();
        for (const event of events) {
          const second = Number((BigInt(event.timeNs) + wallNs - monotonicNs) / 1_000_000_000n);
          const size = event.kind === 'message' ? event.size : 0;
          bytes.set(second, (bytes.get(second) ?? 0) + size);
        }
        assert.deepEqual(
          rows!.map(({ second, bytes }) => [(second as Date).getTime() / 1000, num(bytes)]),
          [...bytes],
        );
        assert.equal(
          rows!.reduce((sum, { events }) => sum + num(events), 0),
          events.length,
        );
      });
    });
  });

  it('has row groups made by another thread, where there are many rows', async () => {
    assert.ok(existsSync('dist/parquetWorker.js'));
    const count = 80_000;
    const frames = Array.from({ length: count }, (_, i) =>
      message({
        sequence: i + 1,
        timeNs: 1_000_000_000 + i * 1000,
        peer: i % 300,
        type: i % 3 === 0 ? 'tx' : `kind${i % 50}`,
        address: `10.0.0.${i % 300}:8333`,
        payload: Buffer.alloc(i % 90, i),
      }),
    );
    writeFileSync(path('many'), Buffer.concat([hello, encodeNode(NODE), ...frames]));
    print(path('many'), 'parquet', 'many.parquet');
    const capture = await Capture.open(path('many'));
    const rows = Array.from({ length: count }, (_, row) => row);
    await saveRows(capture, rows, formatOf('parquet'), path('here.parquet'));
    await capture.close();
    // What the window writes in its own process, without a thread here, is the same.
    assert.ok(readFileSync(path('many.parquet')).equals(readFileSync(path('here.parquet'))));
    const [totals, groups] = await sql(
      `SELECT count(*) AS rows, sum(size) AS size, sum(octet_length(payload)) AS bytes, max(row) AS last,
       count(DISTINCT peer) AS peers, count(DISTINCT message_type) AS types, any_value(node) AS node,
       any_value(chain) AS chain, min(peer = row % 300 AND size = row % 90) AS right
       FROM 'many.parquet'`,
      `SELECT DISTINCT row_group_id, row_group_num_rows AS rows FROM parquet_metadata('many.parquet') ORDER BY ALL`,
    );
    const size = frames.reduce((sum, _, i) => sum + (i % 90), 0);
    const { size: sum, bytes, ...rest } = totals![0]!;
    assert.deepEqual([Number(sum), Number(bytes)], [size, size]);
    assert.deepEqual(rest, {
      rows: 80_000n,
      last: count - 1,
      peers: 300n,
      types: 51n,
      node: 'bitcoind',
      chain: 'main',
      right: true,
    });
    assert.deepEqual(
      groups!.map(({ rows }) => rows),
      [32_768n, 32_768n, 14_464n],
    );
  });

  it('says what is lost, cut and told by connections, and finds the answer to what a filter hides', async () => {
    const frames = [
      connection(EventKind.InboundConnection, { peer: 1, network: 3, address: '127.0.0.1:1' }),
      message({
        peer: 1,
        type: 'ping',
        payload: Buffer.alloc(8, 1),
        direction: 'outbound',
        timeNs: 2000,
      }),
      message({ peer: 1, type: 'pong', payload: Buffer.alloc(8, 1), timeNs: 5500, lost: 7 }),
      message({
        peer: 1,
        type: 'tx',
        payload: Buffer.alloc(5),
        size: 90n,
        flags: EventFlag.Truncated,
      }),
      message({
        peer: 1,
        type: 'tx',
        payload: Buffer.alloc(0),
        size: 90n,
        flags: EventFlag.RingFull,
      }),
      misbehaving('bad\u001b[31m', { peer: 1 }),
    ];
    writeFileSync(path('odd'), Buffer.concat([hello, ...frames]));
    print(path('odd'), 'parquet', 'odd.parquet');
    print(path('odd'), 'parquet', 'pong.parquet', '--filter', 'type:pong');
    const [rows, pong] = await sql(
      `SELECT network, truncated, lost, lost_before, note, size, octet_length(payload) AS captured,
       address FROM 'odd.parquet' ORDER BY row`,
      `SELECT row, answers, latency_ns FROM 'pong.parquet'`,
    );
    assert.deepEqual(new Set(rows!.map(({ network }) => network)), new Set(['onion']));
    assert.deepEqual(
      rows!.map((row) => [row.lost_before, row.truncated, row.lost, row.note]),
      [
        [0, false, null, 'connected (inbound)'],
        [0, false, null, null],
        [7, false, null, null],
        [0, true, null, null],
        [0, false, 'ring-full', null],
        [0, false, null, 'misbehaving: bad⟨U+001B⟩[31m'],
      ],
    );
    assert.deepEqual([rows![3]!.size, rows![3]!.captured], [90, 5n]);
    assert.equal(rows![5]!.address, '127.0.0.1:8333');
    assert.deepEqual(pong, [{ row: 2, answers: 1, latency_ns: 3500n }]);
  });

  it('of nothing is a file without rows', async () => {
    writeFileSync(path('none'), hello);
    for (const format of ['parquet', 'parquet-messages']) {
      print(path('none'), format, 'none.parquet');
      const [rows] = await sql(`SELECT * FROM 'none.parquet'`);
      assert.deepEqual(rows, []);
    }
  });

  it('holds what hostile peers and strangers’ files say', async () => {
    const huge = message({
      timeNs: 1,
      size: 2n ** 64n - 1n,
      type: 'tx',
      payload: Buffer.alloc(9, 0xff),
    });
    // Of its header: pid, losses and time, and the peer’s number, as large as there is room for.
    huge.fill(0xff, 16, 40);
    huge.fill(0x7f, 40, 48);
    writeFileSync(path('huge'), Buffer.concat([hello, huge, huge]));
    writeFileSync(path('hostile'), hostileCapture());
    for (const [file, count] of [
      ['huge', 2],
      ['hostile', undefined],
    ] as const)
      for (const format of ['parquet', 'parquet-messages']) {
        print(path(file), format, 'bad.parquet');
        const [rows] = await sql(
          `SELECT * EXCLUDE (time), time::VARCHAR AS time FROM 'bad.parquet'`,
        );
        if (count !== undefined) assert.equal(rows!.length, count);
        assert.ok(rows!.length > 0);
        assert.ok(statSync(path('bad.parquet')).size > 1000);
      }
    print(path('huge'), 'parquet', 'bad.parquet');
    const [rows] = await sql(`SELECT pid, peer, size, lost_before FROM 'bad.parquet' LIMIT 1`);
    const most = 2 ** 31 - 1;
    assert.deepEqual(rows, [{ pid: most, peer: most, size: most, lost_before: most }]);
  });
});
