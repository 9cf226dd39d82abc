import { eventsOf, isProbeEvent } from '../../src/shared/events/event';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { added, blockConnected, rejected, removed, replaced } from '../unit/support/effects';
import { archiveHeader, ebpf, eventRecord, observed } from '../unit/support/peerObserver';

/** Bytes that a mutation is likely to hit something in. */
const LONGEST = 24_000;
const START = 1_790_000_000_000;

/** Archives of peer-observer, small enough to be opened by the thousand. */
export function archiveExamples(): Buffer[] {
  const seen = new Set<string>();
  const records: Buffer[] = [];
  let length = 0;
  for (const event of eventsOf(gunzipSync(readFileSync('native/demo-node/session.p2ptrace.gz')))) {
    if (!isProbeEvent(event)) continue;
    const name = event.kind === 'message' ? event.messageType : event.kind;
    const record = seen.has(name) ? undefined : observed(event, START + records.length);
    if (!record || length + record.length > LONGEST) continue;
    seen.add(name);
    records.push(record);
    length += record.length;
  }
  const old = Buffer.concat([Buffer.from('PA\x01\x01\x02\x03\x04'), Buffer.alloc(9)]);
  const others = [
    eventRecord(START, { case: 'rpc', value: {} }),
    eventRecord(START, ebpf('mempool', {})),
    ...effectRecords(),
  ];
  return [
    Buffer.concat([archiveHeader(), ...records]),
    Buffer.concat([old, ...records.slice(0, 5), ...others]),
    archiveHeader(),
  ];
}

function effectRecords(): Buffer[] {
  const frames = [
    added(),
    removed('expiry'),
    replaced(),
    rejected('min relay fee not met'),
    blockConnected(),
  ];
  const events = [...eventsOf(Buffer.concat(frames))].filter(isProbeEvent);
  return events.map((event) => observed(event, START)!);
}
