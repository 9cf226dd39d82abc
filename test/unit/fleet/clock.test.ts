import assert from 'node:assert/strict';
import { Clock } from '../../../src/fleet/agent/clock';
import {
  readChrony,
  readNtpd,
  readSynchronized,
  readTimesyncd,
} from '../../../src/fleet/agent/clockPrograms';
import { clockToSay } from '../../../src/fleet/reader/clockToSay';

const CHRONY =
  '50505300,PPS,1,1734801537.000000000,0.000000106,-0.000000096,0.000000172,-0.569,-0.000,0.005,0.000000001,0.000017795,16.0,Normal\n';
/** Before it has heard of a server. */
const CHRONY_UNSET =
  '00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,-12.342,0.000,0.000,1.000000000,1.000000000,0.0,Not synchronised\n';
const CHRONY_LOCAL =
  '7F7F0101,,10,1734801537.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,0.000000000,0.000000000,0.0,Normal\n';

const NTPD = `associd=0 status=0619 leap_none, sync_ntp, 1 event, leap_armed,
version="ntpd 4.2.8p2@1.3265 Fri Jun 19 15:15:04 UTC 2015 (5)",
processor="armv7l", system="Linux/3.18.14-v7+", leap=00, stratum=2,
precision=-18, rootdelay=0.320, rootdisp=3939.320, refid=10.1.1.58,
reftime=d92eb5b3.8613fddd  Fri, Jun 19 2015 17:37:23.523,
clock=d92eb5df.e02784ae  Fri, Jun 19 2015 17:38:07.875, peer=1657, tc=4,
mintc=3, offset=-0.023357, frequency=-6.015, sys_jitter=0.014451,
clk_jitter=0.009, clk_wander=0.000, tai=35, leapsec=201507010000,
expire=201512010000
`;
const NTPSEC = `associd=0 status=0415 leap_none, sync_uhf_radio, 1 event, clock_sync,
version="ntpd ntpsec-0.9.7+1473 2017-10-06T16:43:31Z", processor="armv7l",
system="Linux/4.9.41-v7+", leap=00, stratum=1, precision=-19, rootdelay=0.0,
rootdisp=54.926, refid=PPS,
reftime=dd8761c6.9842a985 2017-10-10T15:12:06.594Z,
clock=dd8761ea.e9000a04 2017-10-10T15:12:42.910Z, peer=39979, tc=6, mintc=0,
offset=-12.927091, frequency=-144.019516, sys_jitter=39.003832,
clk_jitter=27.85568, clk_wander=4.046512
`;

const TIMESYNCD = `       Server: 80.249.145.122 (0.debian.pool.ntp.org)
Poll interval: 8min 32s (min: 32s; max 34min 8s)
         Leap: normal
      Version: 4
      Stratum: 2
    Reference: 596DFB18
    Precision: 1us (-23)
Root distance: 38.803ms (max: 5s)
       Offset: -5.086ms
        Delay: 273.384ms
       Jitter: 10month 2w 1d 13h 28min 23.169258s
 Packet count: 17
    Frequency: -0.870ppm
`;
const TIMESYNCD_FIRST = `       Server: 192.168.10.2 (pfsense.example.internal)
Poll interval: 32s (min: 32s; max 34min 8s)
         Leap: normal
      Version: 4
      Stratum: 3
    Reference: BCF56160
    Precision: 1us (-23)
Root distance: 44.448ms (max: 5s)
       Offset: +7.493693s
        Delay: 517us
       Jitter: 0
 Packet count: 1
    Frequency: +0.000ppm
`;
const TIMESYNCD_UNHEARD = `       Server: n/a (ntp.ubuntu.com)
Poll interval: 0 (min: 32s; max 34min 8s)
 Packet count: 0
`;

const NOT_SET = { synchronized: false };

/** In microseconds. */
function errorUs(state: { maxErrorMs?: number } | undefined): number | undefined {
  return state?.maxErrorMs === undefined ? undefined : Math.round(state.maxErrorMs * 1000);
}

describe('what programs say of the clock that they set', () => {
  for (const [what, state, expected] of [
    ['chrony', readChrony(CHRONY), 18],
    ['ntpd', readNtpd(NTPD), 3_939_320 + 160 + 23 + 240],
    ['ntpsec', readNtpd(NTPSEC), 54_926 + 12_927 + 960],
    ['systemd-timesyncd', readTimesyncd(TIMESYNCD), 38_803 + 5086 + 136_692 + 7680],
    [
      'systemd-timesyncd with its first answer',
      readTimesyncd(TIMESYNCD_FIRST),
      44_448 + 7_493_693 + 258.5 + 480,
    ],
  ] as const)
    it(`is read of ${what}`, () => {
      assert.equal(state?.synchronized, true);
      assert.ok(Math.abs(errorUs(state)! - expected) <= 1, `${errorUs(state)} µs`);
    });

  it('is not known where the clock is not set, or by itself', () => {
    assert.deepEqual(readChrony(CHRONY_UNSET), NOT_SET);
    assert.deepEqual(readChrony(CHRONY_LOCAL), NOT_SET);
    assert.deepEqual(readNtpd(NTPD.replace('leap=00', 'leap=11')), NOT_SET);
    assert.deepEqual(readNtpd(NTPD.replace('10.1.1.58', '127.127.1.0')), NOT_SET);
    assert.deepEqual(readTimesyncd(TIMESYNCD.replace('normal', 'not synchronized')), NOT_SET);
    assert.deepEqual(readSynchronized('NTPSynchronized=no\n'), NOT_SET);
    assert.deepEqual(readSynchronized('NTPSynchronized=yes\n'), { synchronized: true });
  });

  for (const text of [
    '',
    '506 Cannot talk to daemon\n',
    'ntpq: read: Connection refused',
    TIMESYNCD_UNHEARD,
    ',,,,,,,,,,,,,',
    'a,b,c,d,e,f,g,h,i,j,k,l,m,Normal',
  ])
    it(`is not read of ${JSON.stringify(text.slice(0, 30))}`, () => {
      for (const read of [readChrony, readNtpd, readTimesyncd])
        assert.equal(read(text), undefined, read.name);
    });
});

describe('the clock of an agent', () => {
  const now = { wallNs: BigInt(Date.now()) * 1_000_000n, monotonicNs: process.hrtime.bigint() };

  it('says with every moment by how much it may be wrong, and asks once', async () => {
    let asked = 0;
    const clock = new Clock(now, () => {
      asked++;
      return Promise.resolve({ synchronized: true, maxErrorMs: 2 });
    });
    assert.equal(clock.now().clock?.errorUs, undefined, 'nothing was answered yet');
    await clock.state();
    for (let i = 0; i < 100; i++) {
      const error = clock.now().clock?.errorUs ?? NaN;
      assert.ok(error >= 2000 && error < 2100, `${error} µs`);
    }
    assert.equal(asked, 1);
  });

  it('tells the boot of the machine, whose clock all of its agents have', () => {
    const ask = () => Promise.resolve({ synchronized: false });
    const [one, other] = [new Clock(now, ask), new Clock(now, ask)].map((clock) => clock.now());
    assert.match(one!.clock?.boot ?? '', /^[0-9a-f]{16}$/);
    assert.deepEqual(one!.clock, other!.clock);
  });

  it('is said anew only where it changed considerably, and never less than it is', () => {
    let said = clockToSay({}, { errorUs: 1000 });
    const sayings = new Set([said]);
    for (let errorUs = 1000; errorUs < 10_000; errorUs += 15) {
      said = clockToSay(said, { errorUs });
      sayings.add(said);
      assert.ok(said.errorUs! >= errorUs, `${said.errorUs} for ${errorUs}`);
    }
    assert.ok(sayings.size < 15, `${sayings.size} times`);
    assert.equal(clockToSay(said, { errorUs: 100 }).errorUs, 125);
    assert.deepEqual(clockToSay(said, {}), {});
  });
});
