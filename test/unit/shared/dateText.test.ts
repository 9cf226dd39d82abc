import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  localTime,
  localTimeMicros,
  timeOfDay,
  utcTimeMicros,
} from '../../../src/shared/text/dateText';

describe('dates', () => {
  const us = Date.UTC(2026, 0, 1, 23, 30, 5) * 1000 + 250;

  it('are written in one way for each use, to the microsecond where it matters', () => {
    assert.equal(localTime(us / 1000, 90), '2026-01-02 01:00:05');
    assert.equal(localTimeMicros(us, 90), '2026-01-02 01:00:05.000250');
    assert.equal(timeOfDay(us, 90), '01:00:05.000250');
    assert.equal(utcTimeMicros(us), '2026-01-01T23:30:05.000250Z');
  });

  it('of a stranger’s file may be none', () => {
    assert.equal(localTime(1e300), '1970-01-01 00:00:00');
  });

  it('are written nowhere else', () => {
    // A file's name, what is decoded from payloads, in whole seconds of UTC, and what is asked of NATS.
    const others = [
      'extension/captures/spool.ts',
      'fleet/nats/stream.ts',
      'bitcoin/text/time.ts',
      'shared/text/dateText.ts',
    ];
    for (const folder of ['src', 'webview'])
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.ts') || others.includes(name)) continue;
        const text = readFileSync(join(folder, name), 'utf8');
        assert.doesNotMatch(text, /toISOString|toLocale(Time|Date)?String\(/, name);
      }
  });
});
