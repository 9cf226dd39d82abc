import { binary, burstArguments, startNode, type Burst } from './generator';
import { quiet } from './quiet';
import { median, type Row } from './table';
import { bpftrace, floor, nobody, ours, type Tracer } from './tracers';

/** Nanoseconds a message. */
interface Cost {
  elapsed: number;
  cpu: number;
}

async function measure(tracer: Tracer, burst: Burst): Promise<Cost> {
  // One that waits would wait for ever where nobody traces.
  const waits = tracer === nobody ? [] : ['--wait'];
  await quiet();
  const node = await startNode(binary, ...waits, ...burstArguments(burst));
  const tracing = await tracer.attach(node);
  const { elapsed, cpu } = await node.fired;
  await tracing.detach();
  return { elapsed: elapsed / burst.count, cpu: cpu / burst.count };
}

/** @returns what each tracer adds to a message, by turns, medians. */
async function added(tracers: Tracer[], burst: Burst, rounds: number): Promise<Map<Tracer, Cost>> {
  const costs = new Map<Tracer, Cost[]>([nobody, ...tracers].map((tracer) => [tracer, []]));
  for (let i = 0; i < rounds; i++)
    for (const [tracer, list] of costs) list.push(await measure(tracer, burst));
  const of = (tracer: Tracer, what: keyof Cost): number =>
    median(costs.get(tracer)!.map((cost) => cost[what]));
  return new Map(
    tracers.map((tracer) => [
      tracer,
      {
        elapsed: of(tracer, 'elapsed') - of(nobody, 'elapsed'),
        cpu: of(tracer, 'cpu') - of(nobody, 'cpu'),
      },
    ]),
  );
}

function micro(nanoseconds: number): string {
  return `${(nanoseconds / 1000).toFixed(nanoseconds < 10_000 ? 2 : 0)} µs`;
}

function absolute(size: string, costs: Map<Tracer, Cost>): Row {
  const measured = [...costs]
    .map(([{ name }, { elapsed, cpu }]) => `${name} ${micro(elapsed)} (CPU ${micro(cpu)})`)
    .join(', ');
  return {
    what: `time added to the node per message of ${size}`,
    goal: '',
    measured,
    held: undefined,
  };
}

/** Time that the node's own threads spend more for each message than when nobody traces. */
export async function cost(rounds: number): Promise<Row[]> {
  const small = { count: 100_000, size: 37 };
  const least = floor(small.size);
  const ofSmall = await added([least, ours, bpftrace], small, rounds);
  const mine = ofSmall.get(ours)!.elapsed;
  const toLeast = mine / ofSmall.get(least)!.elapsed;
  const toScript = mine / ofSmall.get(bpftrace)!.elapsed;

  const large = { count: 60, size: 1_000_000 };
  const leastOfLarge = floor(large.size);
  // A burst is a few milliseconds only.
  const ofLarge = await added([leastOfLarge, ours], large, rounds * 3);
  const largeToLeast = ofLarge.get(ours)!.elapsed / ofLarge.get(leastOfLarge)!.elapsed;
  return [
    absolute('37 B', ofSmall),
    {
      what: 'the same, to the floor',
      goal: '≤ 1.3 ×',
      measured: `${toLeast.toFixed(2)} ×`,
      held: toLeast <= 1.3,
    },
    {
      what: 'the same, to bpftrace’s log script',
      goal: '≤ 0.25 ×',
      measured: `${toScript.toFixed(2)} ×`,
      held: toScript <= 0.25,
    },
    absolute('1 MB', ofLarge),
    {
      what: 'the same, to the floor',
      goal: '≤ 1.3 ×',
      measured: `${largeToLeast.toFixed(2)} ×`,
      held: largeToLeast <= 1.3,
    },
  ];
}
