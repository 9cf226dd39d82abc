import type { Causes } from '../../capture/query/causes';
import { Summaries } from '../../capture/query/summaries';
import { durationText } from '../../shared/text/durationText';
import type { InspectedFact } from '../../shared/webview/inspectorProtocol';
import { rowNumber } from '../../shared/text/rowNumber';
import type { Recording } from '../captures/recording';

/** Things that came of one message, at most, that are told. */
const MOST = 10;

/** What came of a message in the node, and after how long; what cannot be read is not told. */
export async function outcomeFacts(
  { capture }: Pick<Recording, 'capture'>,
  causes: Pick<Causes, 'effectsOf'>,
  row: number,
): Promise<InspectedFact[]> {
  const effects = causes.effectsOf(row).slice(0, MOST);
  const texts = await new Summaries(capture).of(effects).catch(() => undefined);
  const { index } = capture;
  return effects.flatMap((effect, nth) => {
    const text = texts?.get(effect);
    if (text === undefined || row < index.firstRow) return [];
    const later = durationText((index.timeNs(effect) - index.timeNs(row)) / 1000);
    const value = `${text}, ${later} later (${rowNumber(effect)})`;
    return [{ name: 'Outcome', value, ...(nth === 0 && { brief: { line: 2 as const, text } }) }];
  });
}
