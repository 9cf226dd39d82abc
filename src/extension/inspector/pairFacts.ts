import type { Pairs } from '../../capture/query/pairs';
import { durationText } from '../../shared/text/durationText';
import type { InspectedFact } from '../../shared/webview/inspectorProtocol';
import { rowNumber } from '../../shared/text/rowNumber';
import type { Recording } from '../captures/recording';

type KnownPairs = Pick<Pairs, 'requestOf' | 'answerOf' | 'latencyNs'>;

/** What a message answers and what answers it, with a way there and the time between. */
export function pairFacts(recording: Recording, pairs: KnownPairs, row: number): InspectedFact[] {
  const fact = (
    name: string,
    other: number | undefined,
    answer: number,
    when: 'earlier' | 'later',
  ): InspectedFact[] => {
    const latency = pairs.latencyNs(answer);
    if (other === undefined || latency === undefined) return [];
    const type = recording.capture.index.messageType(other);
    const value = `${type} ${rowNumber(other)}, ${durationText(latency / 1000)} ${when}`;
    return [{ name, value, brief: { line: 2, text: value }, row: other }];
  };
  const answer = pairs.answerOf(row);
  return [
    ...fact('Answer to', pairs.requestOf(row), row, 'earlier'),
    ...(answer === undefined ? [] : fact('Answered by', answer, answer, 'later')),
  ];
}
