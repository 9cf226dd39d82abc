import { type DecodedMessage, decodeMessage } from '../../bitcoin/decodeMessage';
import { describeField, type FieldDescription } from '../../bitcoin/describeField';
import { fieldAt, type FieldPath, pathToByte } from '../../bitcoin/fieldPath';
import type { Field } from '../../bitcoin/read/field';
import type { MessageEvent } from '../../shared/events/event';
import {
  MAX_FIELDS_PER_REQUEST,
  type InspectedFact,
  type InspectedField,
  type InspectedMessage,
  type InspectorOffers,
  type OpenedField,
} from '../../shared/webview/inspectorProtocol';
import type { Recording } from '../captures/recording';
import { chainOf } from '../../capture/model/chain';
import { FieldPair } from './fieldPair';
import type { JobMessage } from './jobs';
import { messageFacts } from './messageFacts';
import { openedFields } from './openedFields';

/** Bytes beyond which a derived field is not computed while others wait: hashing takes as long. */
const MOST_AT_ONCE = 65_536;

/** @returns undefined when the row is not a message. */
export async function inspectMessage(
  recording: Recording,
  row: number,
): Promise<Inspection | undefined> {
  const event = await recording.capture.event(row);
  return event.kind === 'message' ? new Inspection(recording, row, event) : undefined;
}

/** The one message that is looked at: its payload, and its fields as they are asked for. */
export class Inspection {
  readonly decoded: DecodedMessage;
  private readonly chain;
  /** Both roots, while the message is compared. */
  private pair: FieldPair | undefined;

  constructor(
    private readonly recording: Recording,
    readonly row: number,
    readonly event: MessageEvent,
  ) {
    this.chain = chainOf(recording.capture, recording.peers, event.pid, row);
    const { messageType, payload, size } = event;
    const { index } = recording.capture;
    const peer = recording.peers.peerOf(index.peers[index.peer(row)]!);
    const peerVersion = peer?.version?.protocolVersion;
    this.decoded = decodeMessage(messageType, payload, {
      chain: this.chain.name,
      size,
      peerVersion,
    });
  }

  get messageType(): string {
    return this.event.messageType;
  }

  get payload(): Buffer {
    return this.event.payload;
  }

  /** The message as a worker takes it. */
  get jobMessage(): JobMessage {
    const { messageType, payload, size } = this.event;
    return { messageType, bytes: payload, chain: this.chain.name, size };
  }

  /** What is shown of the message at first. */
  show(offers: InspectorOffers, pair: InspectedFact[] = []): InspectedMessage {
    const { event, row } = this;
    return {
      row,
      messageType: event.messageType,
      size: event.size,
      offers,
      captured: event.payload.length,
      facts: this.facts(pair),
      ...this.tree(),
    };
  }

  /** The fields as they are shown at first. */
  tree(): Pick<InspectedMessage, 'fieldCount' | 'fields' | 'opened'> {
    const { root } = this.decoded;
    const opened = this.pair ? openedFields(this.pair) : openedFields(root);
    return {
      fieldCount: (this.pair ?? root).count,
      fields: this.children([], 0, MAX_FIELDS_PER_REQUEST),
      opened: opened.map((path): OpenedField => {
        return { path, fields: this.children(path, 0, MAX_FIELDS_PER_REQUEST) };
      }),
    };
  }

  /** From now on each field comes with its like in another message; undefined ends that. */
  compareWith(other: Inspection | undefined): void {
    this.pair = other && new FieldPair(this.decoded.root, other.decoded.root);
  }

  /** @param pair What is known about the messages that it is paired with. */
  facts(pair: InspectedFact[]): InspectedFact[] {
    return messageFacts(this.row, this.event, this.recording, this.decoded, this.chain, pair);
  }

  field(path: FieldPath): Field | undefined {
    if (!this.pair) return fieldAt(this.decoded.root, path);
    const found = this.pair.at(path);
    return found?.mine ?? found?.other;
  }

  /** The children [from, to) of a field; those that take long to compute as pending. */
  children(path: FieldPath, from: number, to: number): InspectedField[] {
    if (this.pair) return (this.pair.at(path)?.children(from, to) ?? []).map(describePair);
    return (fieldAt(this.decoded.root, path)?.children(from, to) ?? []).map(describe);
  }

  /** The leaf that has a byte. */
  pathTo(offset: number): FieldPath {
    return pathToByte(this.decoded.root, offset);
  }

  /** The fields along a path, outermost first, as far as they exist. */
  fieldsAlong(path: FieldPath): InspectedField[] {
    const along: InspectedField[] = [];
    for (const [depth, index] of path.entries()) {
      const [field] = this.children(path.slice(0, depth), index, index + 1);
      if (!field) break;
      along.push(field);
    }
    return along;
  }
}

function describe(field: Field): InspectedField {
  const { name, start, end } = field;
  if (field.derived && end - start > MOST_AT_ONCE) {
    const pending = { derived: true, pending: true } as const;
    return { name, type: field.type.name, text: '', start, end, count: 0, ...pending };
  }
  return shown(describeField(field, { longestValue: 0 }));
}

/** A field that both messages have, or one of them. */
function describePair(pair: FieldPair): InspectedField {
  const { mine, other, count } = pair;
  if (!mine) {
    const there = shown(describeField(other!, { longestValue: 0 }));
    return { ...there, start: 0, end: 0, count, compared: THERE };
  }
  const own = { ...describe(mine), count };
  if (!other) return { ...own, compared: { text: '', differs: true, only: 'here' } };
  // The text of both comes later.
  if (own.pending) return { ...own, compared: { text: '' } };
  const differs = pair.differs && { differs: true as const };
  return { ...own, compared: { text: other.text, ...differs } };
}

const THERE = { text: '', differs: true, only: 'there' } as const;

/** What the page needs of a field: all but its value, which the text tells. */
export function shown(field: FieldDescription): InspectedField {
  const rest = { ...field };
  delete rest.value;
  return rest;
}
