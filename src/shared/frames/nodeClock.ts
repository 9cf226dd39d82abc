/** What is certain of the clock that the times of a node are told by; nothing of it where it is not known. */
export interface NodeClock {
  /** By how much it may be wrong at most, whole microseconds. */
  errorUs?: number;
  /** 16 hex digits, the same for all that runs on one machine from one boot to the next: one clock. */
  boot?: string;
}

/** A year. Who is wrong by more says nothing. */
export const MOST_ERROR_US = 366 * 86_400 * 1_000_000;

/** As a node frame has it: `error_us=250,boot=0123456789abcdef`; empty where nothing is known. */
export function writeClock({ errorUs, boot }: NodeClock): string {
  const members = [
    ...(errorUs === undefined ? [] : [`error_us=${errorUs}`]),
    ...(boot === undefined ? [] : [`boot=${boot}`]),
  ];
  return members.join(',');
}

/** What is malformed, or of a later release, is not known. */
export function readClock(text: string): NodeClock {
  const clock: NodeClock = {};
  for (const member of text.split(',', 16)) {
    const error = /^error_us=(\d{1,16})$/.exec(member)?.[1];
    if (error !== undefined && Number(error) <= MOST_ERROR_US) clock.errorUs = Number(error);
    const boot = /^boot=([0-9a-f]{16})$/.exec(member)?.[1];
    if (boot !== undefined) clock.boot = boot;
  }
  return clock;
}
