import { decodeVersion, MalformedMessage } from '../../bitcoin/versionMessage';
import { decodeEvent } from '../../shared/events/event';
import { eventKind } from '../../shared/events/eventKinds';
import { MESSAGE } from '../../shared/events/messages';
import type { Hello } from '../../shared/frames/hello';
import { FrameKind, HEADER, MessageKind } from '../../shared/frames/layout';
import { encodeNode, type NodeFrame } from '../../shared/frames/node';
import { LimitedMap } from '../../shared/limitedMap';

/** What is found out of a process. */
export type NodeFacts = Pick<NodeFrame, 'name' | 'chain' | 'dataDirectory' | 'binary' | 'present'>;

/** Processes that are told apart; a machine has far fewer nodes. */
const MOST_PROCESSES = 4096;
/** The first bytes of a message type's slot: `vers`. */
const VERS = Buffer.from('vers').readUInt32LE(0);
/** Milliseconds that the end of a stream waits for what is being found out. */
const PATIENCE = 2000;

interface Process {
  facts: NodeFacts | undefined;
  userAgent: string;
}

/**
 * Says in the stream of a live trace who its processes are: a node frame once a process is identified,
 * and another one once it has told a peer what it calls itself.
 */
export class NodeFrames {
  private readonly processes = new LimitedMap<number, Process>(MOST_PROCESSES);
  private readonly pending: Buffer[] = [];
  private readonly asked = new Set<Promise<void>>();
  private lastPid = 0;

  /** @param identify Finds out who a process is; undefined where that cannot be told. */
  constructor(
    private readonly hello: Pick<Hello, 'tracepoints' | 'unattached'>,
    private readonly identify: (pid: number) => Promise<NodeFacts | undefined>,
  ) {}

  /** A process is known, or known anew. */
  know(pid: number, facts: NodeFacts): void {
    const process = this.processOf(pid);
    process.facts = facts;
    this.say(pid, process);
  }

  /** It has ended: another one may get its number. */
  forget(pid: number): void {
    this.processes.delete(pid);
    if (this.lastPid === pid) this.lastPid = 0;
  }

  /** Looks at the frames of a run. @returns It, after the node frames that are due. */
  take(run: Buffer): Buffer {
    for (let at = 0; at < run.length; at += run.readUInt32LE(at + HEADER.length)) {
      const kind = run.readUInt16LE(at + HEADER.kind);
      if (!eventKind(kind)) continue;
      const pid = run.readUInt32LE(at + HEADER.pid);
      if (pid !== this.lastPid) this.meet(pid);
      this.lastPid = pid;
      if (kind === (MessageKind.Outbound as number)) this.readVersion(run, at, pid);
    }
    const said = this.pending.splice(0);
    // The hello is the first frame of all.
    return said.length === 0 ? run : insertAfterHello(run, said);
  }

  /** At the end of the stream: the node frames that no run has carried. */
  async rest(): Promise<Buffer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)));
    await Promise.race([Promise.all(this.asked), late]);
    clearTimeout(timer);
    return Buffer.concat(this.pending.splice(0));
  }

  /** A process is there: it will be said who it is, once. */
  meet(pid: number): void {
    // One that the tracer's /proc does not have.
    if (pid === 0 || this.processes.has(pid)) return;
    const process = this.processOf(pid);
    const asking = this.identify(pid).then(
      (facts) => {
        process.facts ??= facts;
        this.say(pid, process);
      },
      // Where nothing can be found out now, it stays without a name.
      () => undefined,
    );
    this.asked.add(asking);
    void asking.then(() => this.asked.delete(asking));
  }

  private readVersion(run: Buffer, at: number, pid: number): void {
    if (run.readUInt32LE(at + MESSAGE.messageType) !== VERS) return;
    const event = decodeEvent(run.subarray(at, at + run.readUInt32LE(at + HEADER.length)));
    if (event?.kind !== 'message' || event.messageType !== 'version') return;
    const process = this.processOf(pid);
    const userAgent = userAgentOf(event.payload);
    if (userAgent === '' || userAgent === process.userAgent) return;
    process.userAgent = userAgent;
    this.say(pid, process);
  }

  private processOf(pid: number): Process {
    let process = this.processes.get(pid);
    if (process) return process;
    this.processes.set(pid, (process = { facts: undefined, userAgent: '' }));
    return process;
  }

  private say(pid: number, { facts, userAgent }: Process): void {
    if (!facts) return;
    const { tracepoints, unattached } = this.hello;
    this.pending.push(encodeNode({ pid, ...facts, userAgent, tracepoints, unattached }));
  }
}

function insertAfterHello(run: Buffer, said: readonly Buffer[]): Buffer {
  const first = run.readUInt16LE(HEADER.kind) === (FrameKind.Hello as number);
  const at = first ? run.readUInt32LE(HEADER.length) : 0;
  return Buffer.concat([run.subarray(0, at), ...said, run.subarray(at)]);
}

function userAgentOf(payload: Buffer): string {
  try {
    return decodeVersion(payload).userAgent ?? '';
  } catch (error) {
    if (error instanceof MalformedMessage) return '';
    throw error;
  }
}
