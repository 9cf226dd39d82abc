import type { EventChunk } from '../index/columns';
import type { EventIndex } from '../index/eventIndex';
import type { ReadEvent } from './readEvent';
import {
  Cost,
  rowPredicate,
  Verdict,
  type Answers,
  type KnownFindings,
  type NetworkOf,
  type RowPredicate,
} from './rowPredicate';
import { conditionsOf, type Condition, type Query } from './term';

/** What a query is made ready for. */
type Parts = [
  index: EventIndex,
  answers: Answers,
  networkOf?: NetworkOf | undefined,
  findings?: KnownFindings | undefined,
];

interface Test {
  negated: boolean;
  test: RowPredicate;
}

/** All terms of a query, made ready for an index. */
export class QueryPredicate {
  private readonly tests: Test[];
  /** Of them, those that the peer alone does not decide. */
  private readonly others: Test[];
  /** It asks for answers, which are known later than the rows. */
  readonly needsAnswers: boolean;
  /** It asks for what is only settled some time after a row. */
  readonly needsPatience: boolean;
  /** It asks for findings, which are known later than the rows, too. */
  readonly needsFindings: boolean;
  /** It may have to read events. */
  readonly reads: boolean;

  constructor(query: Query, ...parts: Parts) {
    this.tests = testsOf(query, parts);
    this.others = this.tests.filter(({ test }) => !test.peer);
    const conditions = [...conditionsOf(query)];
    this.needsPatience = conditions.some(
      (condition) => condition.kind === 'flag' && condition.flag === 'unanswered',
    );
    this.needsFindings = conditions.some(({ kind }) => kind === 'finding');
    this.needsAnswers = this.needsPatience || conditions.some(({ kind }) => kind === 'latency');
    this.reads = this.tests.some(({ test }) => test.event);
  }

  /** Whether any row of the peer may match, as far as its peer decides. @param number Of EventIndex.peers. */
  peer(number: number): boolean {
    return this.tests.every(({ negated, test }) => test.peer?.(number) !== negated);
  }

  /** Of a row that {@link peer} does not rule out. */
  columns(chunk: EventChunk, i: number, row: number): Verdict {
    return allColumns(this.others, chunk, i, row);
  }

  event(event: ReadEvent, chunk: EventChunk, i: number): boolean {
    return allOfEvent(this.tests, event, chunk, i);
  }
}

/** In the order in which they are asked: what costs little comes first, and may spare the rest. */
function testsOf(query: Query, parts: Parts): Test[] {
  const tests = query.map(({ negated, condition }) => ({
    negated,
    test: testOf(condition, parts),
  }));
  return tests.sort((a, b) => a.test.cost - b.test.cost);
}

function testOf(condition: Condition, parts: Parts): RowPredicate {
  if (condition.kind !== 'any') return rowPredicate(condition, ...parts);
  const alternatives = condition.queries.map((query) => testsOf(query, parts));
  return anyOf(alternatives.sort((a, b) => costOf(a) - costOf(b)));
}

/** @param alternatives The cheapest first; at least one of them has to hold. */
function anyOf(alternatives: readonly Test[][]): RowPredicate {
  const cost = costOf(alternatives.at(-1)!);
  const columns: RowPredicate['columns'] = (chunk, i, row) => {
    let result = Verdict.No;
    for (const tests of alternatives) {
      const said = allColumns(tests, chunk, i, row);
      if (said === Verdict.Yes) return Verdict.Yes;
      if (said === Verdict.Read) result = Verdict.Read;
    }
    return result;
  };
  if (cost === Cost.Columns) return { columns, cost };
  const event: RowPredicate['event'] = (event, chunk, i) =>
    alternatives.some((tests) => allOfEvent(tests, event, chunk, i));
  return { columns, event, cost };
}

function costOf(tests: readonly Test[]): Cost {
  return tests.at(-1)?.test.cost ?? Cost.Columns;
}

function allColumns(tests: readonly Test[], chunk: EventChunk, i: number, row: number): Verdict {
  let result = Verdict.Yes;
  for (const { negated, test } of tests) {
    const said = test.columns(chunk, i, row);
    if (said === Verdict.Read) result = Verdict.Read;
    else if ((said === Verdict.No) !== negated) return Verdict.No;
  }
  return result;
}

function allOfEvent(
  tests: readonly Test[],
  event: ReadEvent,
  chunk: EventChunk,
  i: number,
): boolean {
  return tests.every(({ negated, test }) => {
    const said = test.columns(chunk, i, event.row);
    const holds = said === Verdict.Read ? test.event!(event, chunk, i) : said === Verdict.Yes;
    return holds !== negated;
  });
}
