import { feeRateText, rejectionText, removalText } from '../../shared/events/mempool';
import type { ProbeEvent } from '../../shared/events/event';
import { hashStart } from '../../shared/events/hash';
import { durationText } from '../../shared/text/durationText';
import { peerNumber } from '../../shared/text/peerNumber';
import { formatBytes, formatCount, plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { EventIndex } from '../index/eventIndex';
import type { CompactBlock } from '../model/compactBlocks';
import type { StoryEffect } from './storyEvents';

/** What is told of one node; of a transaction that is rejected again and again some of it is enough. */
const MOST_CLAUSES = 16;
/** Nodes that are told of. */
const MOST_NODES = 4;

/** GETDATA_TX_INTERVAL of Core's net_processing.cpp: what it knows of a transaction it has asked for by then, nanoseconds. */
const KNOWN_NS = 60e9;

/** All that a summary is made of. */
export interface SummarySource {
  index: Pick<EventIndex, 'direction' | 'messageType' | 'timeNs' | 'peer' | 'peers'>;
  /** The messages that name it, ascending. */
  rows: readonly number[];
  effects: readonly StoryEffect[];
  compact: readonly CompactBlock[];
  /** A hash is one of those that the story is about: both ids of a transaction, where they are known. */
  isOf: (hash: string) => boolean;
  /** The message that led to an effect: `direct` where that is certain; undefined where nothing tells it. */
  causeOf: (row: number) => { direct: boolean } | undefined;
  /** The block in which a transaction left the mempool, by the row of that; undefined where nothing tells it. */
  blockOf: (row: number) => { height: number; hash: string } | undefined;
  /** When the trace began: who was first shortly after it may not have been, nanoseconds. */
  beganNs: number;
  /** Tracepoints that were attached. */
  traced: { mempool: boolean; blocks: boolean };
  /** More may come. */
  live: boolean;
  /** Events were lost, any of which may have been of it. */
  lost: boolean;
}

interface Clause {
  timeNs: number;
  text: string;
}

interface Step {
  timeNs: number;
  peer: number;
  inbound: boolean;
  messageType: string;
}

const ANNOUNCING = new Set(['inv', 'headers']);
const OF_BLOCKS = new Set([
  'block',
  'cmpctblock',
  'blocktxn',
  'getblocktxn',
  'headers',
  'merkleblock',
]);

/** What happened to a transaction or block, from the first that was heard of it to its end: a sentence for each node. */
export function summarizeStory(source: SummarySource): string[] {
  const { index, rows, effects } = source;
  const pids = new Set(rows.map((row) => index.peers[index.peer(row)]!.pid));
  for (const { event } of effects) if (isEffect(event)) pids.add(event.pid);
  const several = pids.size > 1;
  const sentences = [...pids].slice(0, MOST_NODES).map((pid) => {
    const text = new NodeStory(source, pid).sentence;
    return several ? `Node ${pid}: ${text}` : capital(text);
  });
  if (pids.size > MOST_NODES) sentences.push(`${plural(pids.size - MOST_NODES, 'more node')}.`);
  const losses = 'Events of the trace were lost, so that something may be missing here.';
  return source.lost && pids.size > 0 ? [...sentences, losses] : sentences;
}

/** What one node heard, did and said. */
class NodeStory {
  private readonly steps: Step[];
  private readonly effects: readonly StoryEffect[];
  private readonly isBlock: boolean;
  private readonly startNs: number;

  constructor(
    private readonly source: SummarySource,
    private readonly pid: number,
  ) {
    const { index, rows, effects } = source;
    this.steps = rows.flatMap((row) => {
      const { pid: of, peer } = index.peers[index.peer(row)]!;
      if (of !== pid) return [];
      const inbound = index.direction(row) === 'inbound';
      return [{ timeNs: index.timeNs(row), peer, inbound, messageType: index.messageType(row) }];
    });
    this.effects = effects.filter(({ event }) => event.pid === pid);
    this.startNs = Math.min(
      this.steps[0]?.timeNs ?? Infinity,
      this.effects[0]?.event.timeNs ?? Infinity,
    );
    this.isBlock = this.isOfBlock();
  }

  get sentence(): string {
    const clauses = [
      ...this.heard(),
      ...this.asked(),
      ...(this.isBlock ? this.blockCame() : this.transactionCame()),
      ...this.done(),
      ...this.told(),
    ].sort((a, b) => a.timeNs - b.timeNs);
    const texts = clauses.map(({ text }) => text);
    // The end is told in any case.
    const left = texts.length - MOST_CLAUSES;
    if (left > 0) texts.splice(MOST_CLAUSES - 1, left, `${plural(left, 'thing')} more`);
    const open = this.open();
    return `${[...texts, ...(open === undefined ? [] : [open])].join(', ')}.`;
  }

  /** Blocks mention their transactions, but no transaction has a height, and no block comes as `tx`. */
  private isOfBlock(): boolean {
    for (const { event } of this.effects) {
      if (event.kind.startsWith('mempool-')) return false;
      if (isOfBlock(event) && this.source.isOf(event.hash)) return true;
    }
    const types = new Set(this.steps.map(({ messageType }) => messageType));
    return !types.has('tx') && [...types].some((type) => OF_BLOCKS.has(type));
  }

  private heard(): Clause[] {
    const { news, ownNs } = this;
    const [first] = news;
    // Who asks for it has it from the node.
    const named = new Set(news.map(({ peer }) => peer)).size;
    // To how many it was announced is told in any case.
    if (!first) return [];
    // What it lacked is told with it.
    const [compact] = this.compactBlocks;
    const isOwn = ownNs < first.timeNs;
    if (!isOwn && compact?.timeNs === first.timeNs) return [];
    const of = named > 1 ? ` (of ${plural(named, 'peer')} that named it)` : '';
    const isCertain = first.timeNs - this.source.beganNs >= KNOWN_NS;
    const text = `${this.firstWord(first)}${of}${isCertain ? '' : ', as far as was traced'}`;
    if (!isOwn) return [{ timeNs: first.timeNs, text }];
    const before = durationText((first.timeNs - ownNs) / 1000);
    const who = peerText(first.peer);
    return [{ timeNs: ownNs, text: `known to the node ${before} before ${who} named it${of}` }];
  }

  /** What peers told of it. */
  private get news(): Step[] {
    return this.steps.filter(({ inbound, messageType }) => inbound && isNews(messageType));
  }

  /** When the node first told of it, or did something with it. */
  private get ownNs(): number {
    const told = this.steps.find(({ inbound, messageType }) => !inbound && isNews(messageType));
    const [deed] = this.effects;
    return Math.min(told?.timeNs ?? Infinity, deed?.event.timeNs ?? Infinity);
  }

  /** It came whole before anything else told of it, which is said where that is. */
  private isFirst(whole: Step): boolean {
    return whole === this.news[0] && whole.timeNs <= this.ownNs;
  }

  private firstWord({ messageType, peer, timeNs }: Step): string {
    const who = peerText(peer);
    switch (messageType) {
      case 'inv':
        return `announced first by ${who}`;
      case 'headers':
        return `header first from ${who}`;
      // It may have been asked for: the parents of a transaction are, which nobody announces.
      case 'tx':
      case 'block':
        return `sent first by ${who}${this.after(timeNs)}, without an announcement`;
      default:
        return `first heard of by a ${visible(messageType)} from ${who}`;
    }
  }

  /** By `getdata`; what a compact block lacks is told with it. */
  private asked(): Clause[] {
    const asked = this.steps.filter(
      ({ inbound, messageType }) => !inbound && messageType === 'getdata',
    );
    const peers = [...new Set(asked.map(({ peer }) => peer))];
    if (peers.length === 0) return [];
    const more = peers.length > 1 ? ` and ${formatCount(peers.length - 1)} more` : '';
    return [{ timeNs: asked[0]!.timeNs, text: `asked of ${peerText(peers[0]!)}${more}` }];
  }

  private transactionCame(): Clause[] {
    const came = this.steps.find(({ inbound, messageType }) => inbound && messageType === 'tx');
    if (!came || came.timeNs === this.startNs || this.isFirst(came)) return [];
    const text = `received from ${peerText(came.peer)}${this.after(came.timeNs)}`;
    return [{ timeNs: came.timeNs, text }];
  }

  private blockCame(): Clause[] {
    const { compactBlocks: compact } = this;
    const clauses = compact.slice(0, 1).map((first) => {
      // Of several, that of which something was asked for is the one that the node went by.
      const used = compact.find(({ missing }) => missing > 0) ?? first;
      const others = compact.length - 1;
      const more = others === 0 ? '' : ` (and ${plural(others, 'other compact block')})`;
      const text = `compact block from ${peerText(used.identity.peer)}${missingText(used)}${more}`;
      return { timeNs: used.timeNs, text };
    });
    const whole = this.steps.find(({ inbound, messageType }) => inbound && messageType === 'block');
    if (!whole || this.isFirst(whole)) return clauses;
    const text = `whole block from ${peerText(whole.peer)}${this.after(whole.timeNs)}`;
    return [...clauses, { timeNs: whole.timeNs, text }];
  }

  /** Those to the node, in the order in which they came. */
  private get compactBlocks(): CompactBlock[] {
    return this.source.compact.filter(
      ({ identity, inbound, hash }) =>
        identity.pid === this.pid && inbound && this.source.isOf(hash),
    );
  }

  /** What came of it in the node. */
  private done(): Clause[] {
    const clauses: (Clause & { times: number })[] = [];
    for (const { row, event } of this.effects) {
      const text = this.isBlock ? this.blockText(row, event) : this.transactionText(row, event);
      if (text === undefined) continue;
      const last = clauses.at(-1);
      // What comes again after something else is told again: a block may have been undone between.
      if (last?.text === text) last.times++;
      else clauses.push({ timeNs: event.timeNs, text, times: 1 });
    }
    return clauses.map(({ timeNs, text, times }) => ({
      timeNs,
      text: times === 1 ? text : `${text} (${formatCount(times)} times)`,
    }));
  }

  private blockText(row: number, event: ProbeEvent): string | undefined {
    if (event.kind !== 'block-connected') return undefined;
    const height = formatCount(event.height);
    const took = durationText(event.durationNs / 1000);
    return `connected at height ${height} in ${took}${this.causeText(row, event)}`;
  }

  private transactionText(row: number, event: ProbeEvent): string | undefined {
    const { isOf, blockOf } = this.source;
    switch (event.kind) {
      case 'mempool-added': {
        const rate = feeRateText(event);
        const fee = rate ? ` at ${rate}` : ` with a fee of ${formatCount(event.fee)} sat`;
        return `accepted${fee}${this.causeText(row, event)}`;
      }
      case 'mempool-rejected':
        return `${visible(rejectionText(event))}${this.causeText(row, event)}`;
      case 'mempool-replaced': {
        const { hash, isTransaction } = event.replacement;
        if (!isOf(event.txid)) return `in place of ${hashStart(event.txid)}`;
        const by = `${isTransaction ? '' : 'package '}${hashStart(hash)}`;
        return `replaced by ${by}${this.after(event.timeNs)}`;
      }
      case 'mempool-removed': {
        // It is said by what it was replaced.
        if (event.reason === 'replaced' && this.wasReplaced) return undefined;
        const after = this.after(event.timeNs);
        if (event.reason !== 'block') return `${visible(removalText(event))}${after}`;
        const block = blockOf(row);
        if (!block) return `mined in a block whose height nothing tells${after}`;
        return `mined at height ${formatCount(block.height)}${after}`;
      }
      default:
        return undefined;
    }
  }

  private get wasReplaced(): boolean {
    return this.effects.some(
      ({ event }) => event.kind === 'mempool-replaced' && this.source.isOf(event.txid),
    );
  }

  /** Nothing where the message that led to it was the last that came before. */
  private causeText(row: number, { timeNs }: ProbeEvent): string {
    const cause = this.source.causeOf(row);
    if (cause?.direct) return '';
    // It waited for its parents, or came again by a way that no message tells: by RPC, or in a package.
    if (cause) return ' (later than it came, by which way is not certain)';
    const came = this.steps.some(
      (step) => step.inbound && isWhole(step.messageType) && step.timeNs <= timeNs,
    );
    return came ? ' (by which message is not certain)' : ' (by no message that was seen)';
  }

  /** How many peers the node announced it to. */
  private told(): Clause[] {
    const { steps } = this;
    const told = steps.filter(({ inbound, messageType }) => !inbound && isTelling(messageType));
    if (told.length === 0) return [];
    const count = new Set(told.map(({ peer }) => peer)).size;
    const on = this.isBlock ? 'announced on to' : 'announced to';
    return [{ timeNs: told[0]!.timeNs, text: `${on} ${plural(count, 'peer')}` }];
  }

  /** What nothing tells the end of. */
  private open(): string | undefined {
    const { traced, live } = this.source;
    const far = live ? 'so far' : 'by the end of the capture';
    if (this.isBlock) {
      if (this.effects.some(({ event }) => event.kind === 'block-connected')) return undefined;
      return traced.blocks ? `not connected ${far}` : 'whether it was connected was not traced';
    }
    const last = this.effects.findLast(({ event }) => event.kind.startsWith('mempool-'))?.event;
    if (!traced.mempool && !last) return 'what the node did with it was not traced';
    if (!last) return `neither accepted nor rejected ${far}`;
    return last.kind === 'mempool-added' ? `not known to have left the mempool ${far}` : undefined;
  }

  private after(timeNs: number): string {
    // Of what was there before the trace, this is the first that was heard.
    if (timeNs === this.startNs) return '';
    return ` after ${durationText((timeNs - this.startNs) / 1000)}`;
  }
}

function missingText({ missing, missingBytes, completedNs }: CompactBlock): string {
  if (missing === 0) return ' of which nothing was asked for';
  const what = ` with ${plural(missing, 'missing transaction')}`;
  if (completedNs === undefined) return `${what}, which were not seen to come`;
  return `${what} (${formatBytes(missingBytes)}) that took ${durationText(completedNs / 1000)}`;
}

/** It tells that there is such a thing. */
function isNews(messageType: string): boolean {
  return ANNOUNCING.has(messageType) || isWhole(messageType);
}

/** It carries it. */
function isWhole(messageType: string): boolean {
  return ['tx', 'block', 'cmpctblock', 'merkleblock'].includes(messageType);
}

/** By `cmpctblock` who wants high bandwidth is told (BIP152). */
function isTelling(messageType: string): boolean {
  return ANNOUNCING.has(messageType) || messageType === 'cmpctblock';
}

function isEffect({ kind }: ProbeEvent): boolean {
  return kind.startsWith('mempool-') || kind === 'block-connected';
}

function isOfBlock(event: ProbeEvent): event is Extract<ProbeEvent, { hash: string }> {
  return (
    event.kind === 'block-connected' ||
    event.kind === 'block-header' ||
    event.kind === 'compact-block-reconstructed'
  );
}

function peerText(peer: number): string {
  return `peer ${peerNumber(peer)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
