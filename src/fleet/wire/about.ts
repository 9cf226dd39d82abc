/** What an agent says of itself and its node in the bucket, every few seconds: JSON. */
export interface About {
  version: number;
  session: string;
  host: string;
  /** Path of the traced binary. */
  binary: string;
  chain: string;
  userAgent: string;
  tracepoints: string[];
  unattached: { name: string; reason: string }[];
  /** Unix milliseconds: when the session began, and when this was said. */
  started: number;
  time: number;
  /** Events since the session began; those lost to a full ring buffer; those that the agent dropped. */
  events: number;
  lost: number;
  dropped: number;
  /** Bytes that wait on the agent's disk. */
  spooled: number;
  /** The session has ended in order. */
  ended: boolean;
  clock: ClockState;
}

/** How well the machine's clock is set. */
export interface ClockState {
  /** The kernel says that something keeps it in step with true time. */
  synchronized: boolean;
  /** By how much it may be wrong at most, milliseconds, where that is known. */
  maxErrorMs?: number;
}

export const ABOUT_VERSION = 1;
/** Milliseconds between two of them. */
export const SAID_EVERY = 5000;
/** Bytes of one that is read. */
const MOST_BYTES = 64 * 1024;

export function encodeAbout(about: About): Buffer {
  return Buffer.from(JSON.stringify(about));
}

/** @returns undefined for what no agent of this version says. What it holds is a stranger's. */
export function decodeAbout(bytes: Uint8Array): About | undefined {
  if (bytes.length > MOST_BYTES) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const value = (parsed ?? {}) as Record<string, unknown>;
    if (value.version !== ABOUT_VERSION) return undefined;
    const text = (name: string) =>
      typeof value[name] === 'string' ? value[name].slice(0, 4096) : '';
    const count = (name: string) =>
      typeof value[name] === 'number' && value[name] >= 0 ? value[name] : 0;
    return {
      version: ABOUT_VERSION,
      session: text('session'),
      host: text('host'),
      binary: text('binary'),
      chain: text('chain'),
      userAgent: text('userAgent'),
      tracepoints: textsOf(value.tracepoints),
      unattached: probesOf(value.unattached),
      started: count('started'),
      time: count('time'),
      events: count('events'),
      lost: count('lost'),
      dropped: count('dropped'),
      spooled: count('spooled'),
      ended: value.ended === true,
      clock: clockOf(value.clock),
    };
  } catch {
    return undefined;
  }
}

function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 256).filter((item): item is string => typeof item === 'string');
}

function probesOf(value: unknown): About['unattached'] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 256).flatMap((item: unknown) => {
    const { name, reason } = (item ?? {}) as Record<string, unknown>;
    return typeof name === 'string' && typeof reason === 'string' ? [{ name, reason }] : [];
  });
}

function clockOf(value: unknown): ClockState {
  const { synchronized, maxErrorMs } = (value ?? {}) as Record<string, unknown>;
  return {
    synchronized: synchronized === true,
    ...(typeof maxErrorMs === 'number' && maxErrorMs >= 0 && { maxErrorMs }),
  };
}
