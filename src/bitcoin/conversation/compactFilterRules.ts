import { formatCount } from '../../shared/text/quantity';
import { HASH_BYTES } from '../sizes';
import type { Connection } from './connection';
import { type Check, rules } from './group';
import type { Heard } from './heard';
import { who } from './readers';

/** ServiceFlags of Core's protocol.h. */
const NODE_COMPACT_FILTERS = 1n << 6n;
/** BlockFilterType::BASIC of Core's blockfilter.h (BIP158). */
const BASIC_FILTER = 0;
/** Of Core's net_processing.cpp. */
const MAX_GETCFILTERS_SIZE = 1000;
const MAX_GETCFHEADERS_SIZE = 2000;
/** Of `getcfilters` and `getcfheaders`: after the type; and the hash of the last block after that. */
const START_HEIGHT = 1;
const STOP_HASH = 5;

const RULES = rules({
  filtersNotOffered: {
    severity: 'error',
    about:
      '`getcfilters`, `getcfheaders` or `getcfcheckpt` to one who does not offer compact filters, or of a type other than 0; Core disconnects.',
    source: 'net_processing.cpp, PrepareBlockFilterRequest (NODE_COMPACT_FILTERS); BIP157',
  },
  filtersTooMany: {
    severity: 'error',
    about: `\`getcfilters\` for more than ${formatCount(MAX_GETCFILTERS_SIZE)} blocks, \`getcfheaders\` for more than ${formatCount(MAX_GETCFHEADERS_SIZE)}, or either with a first block after the last, whose height a traced \`validation:block_connected\` told; Core disconnects.`,
    source:
      'net_processing.cpp, PrepareBlockFilterRequest (MAX_GETCFILTERS_SIZE, MAX_GETCFHEADERS_SIZE); BIP157',
  },
});

export const compactFilterRules = {
  rules: RULES,
  checks: {
    getcfilters: (connection, message) => range(connection, message, MAX_GETCFILTERS_SIZE),
    getcfheaders: (connection, message) => range(connection, message, MAX_GETCFHEADERS_SIZE),
    getcfcheckpt: offered,
  } satisfies Record<string, Check>,
};

/** @returns Whether it may be asked for at all. */
function offered(connection: Connection, message: Heard): boolean {
  const { messageType, payload } = message;
  const type = payload[0] ?? BASIC_FILTER;
  const isOffered = !connection.lacks(message, NODE_COMPACT_FILTERS);
  if (isOffered && type === BASIC_FILTER) return true;
  const why = isOffered
    ? ` for filters of type ${type}, which Core does not have, so it disconnects`
    : ', although no compact filters are offered, for which Core disconnects';
  const text = `${who(message)} sends ${messageType}${why}.`;
  const { version } = connection.receiver(message);
  connection.tell(RULES.filtersNotOffered, message, text, version?.row);
  return false;
}

/** @param most Blocks. */
function range(connection: Connection, message: Heard, most: number): void {
  const { messageType, payload } = message;
  if (!offered(connection, message) || payload.length < STOP_HASH + HASH_BYTES) return;
  const stop = connection.around.heights.of(payload, STOP_HASH);
  if (stop === undefined) return;
  const view = new DataView(payload.buffer, payload.byteOffset);
  const start = view.getUint32(START_HEIGHT, true);
  const blocks = stop - start + 1;
  if (blocks >= 1 && blocks <= most) return;
  const asked = `from height ${formatCount(start)} to ${formatCount(stop)}`;
  const why = blocks < 1 ? 'which is before it' : `more than ${formatCount(most)} blocks`;
  const text = `${who(message)} sends ${messageType} ${asked}, ${why}, for which Core disconnects.`;
  connection.tell(RULES.filtersTooMany, message, text);
}
