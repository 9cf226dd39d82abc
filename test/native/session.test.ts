import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeEvent, type ProbeEvent } from '../../src/shared/events/event';
import { forEachFrame } from '../unit/support/forEachFrame';
import { openTracer, session, traceRun } from './support';

function recorded(): ProbeEvent[] {
  const events: ProbeEvent[] = [];
  forEachFrame(gunzipSync(readFileSync(session)), (frame) => {
    const event = decodeEvent(frame);
    if (event?.kind === 'message' || event?.kind === 'connection' || event?.kind === 'misbehaving')
      events.push(event);
  });
  return events;
}

/** All but the moment and the process. */
function timeless(event: ProbeEvent): object {
  return { ...event, timeNs: 0, pid: 0 };
}

describe('the demo session', () => {
  it('arrives as it was recorded: every field and byte, in order', async () => {
    const expected = recorded();
    const args = ['--session', session, '--speed', '50', '--loops', '1'];
    const { events, statistics } = await traceRun(openTracer(), ...args);
    for (const [i, event] of expected.entries())
      assert.deepEqual(timeless(events[i]!), timeless(event), `event ${i}`);
    assert.equal(statistics.events, events.length);
    assert.equal(statistics.lostRingFull + statistics.lostUnreadable + statistics.truncated, 0);
    for (const [i, event] of events.entries()) {
      assert.equal(event.pid, events[0]!.pid);
      assert.ok(i === 0 || event.timeNs >= events[i - 1]!.timeNs);
    }
  });

  it('closes the peers that are left at its end, and goes on with others', async () => {
    const args = ['--session', session, '--speed', '1000', '--loops', '3'];
    const { events } = await traceRun(openTracer(), ...args);
    const opened: number[] = [];
    const closed: number[] = [];
    for (const event of events)
      if (event.kind === 'connection')
        (event.change === 'opened' ? opened : closed).push(event.peer);
    assert.equal(opened.length, 33);
    assert.equal(new Set(opened).size, 33);
    assert.deepEqual([...closed].sort(), [...opened].sort());
  });
});
