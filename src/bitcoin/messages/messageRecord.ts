import type { Family } from '../../shared/families';
import type { Type } from '../read/field';
import { struct } from '../read/struct';
import type { PairRole } from './pairRole';
import type { PythonForm } from './pythonForm';
import type { Summary } from './summary';

/** How Core reads a message of one type, and where that is defined. */
export interface Layout {
  type: Type;
  /** The BIPs that define it, such as `BIP152`; none for what is older than BIPs. */
  bips: readonly string[];
  /** File of Core's src/ that reads it. */
  core: string;
  /** What Core does on receipt, in a sentence. */
  receipt: string;
  /** What Core does about bytes after the last field; it ignores them unless this says otherwise. */
  trailing?: string;
  /** A remark on the message as a whole, by its number of bytes. */
  note?: (size: number) => string | undefined;
}

/** Everything that is known about one message type. */
export interface MessageRecord<Name extends string = string> extends Layout {
  /** The name that it has on the wire. */
  name: Name;
  /** Position in ALL_NET_MESSAGE_TYPES of Core's protocol.h; absent for a type that Core has dropped. */
  rank?: number;
  family: Family;
  /** Another layout where the version that the peer speaks makes Core read or heed it differently. */
  byVersion?: (peerVersion: number, layout: Layout) => Layout;
  /** 'none': the name says it all. */
  summary: Summary | 'none';
  /** 'none': it neither asks for something nor answers. */
  pair: PairRole | 'none';
  /** It may announce, request or carry transactions or blocks. */
  namesHashes: boolean;
  /** 'generic': Core's test framework has no class that writes the same bytes. */
  python: PythonForm | 'generic';
}

/** In place of {@link Layout.type}: the members of the message; none where it is empty. */
interface Members {
  members?: Parameters<typeof struct>[1];
  looks?: Parameters<typeof struct>[2];
}

type Definition<Of extends Layout> = Omit<Of, 'type'> & Members;

/** A layout on its own, for a type that has several. */
export function layout({ members = [], looks, ...about }: Definition<Layout>): Layout {
  return { type: struct('message', members, looks), ...about };
}

/** The record of a type whose members stand in its definition. */
export function message<const Name extends string>({
  members = [],
  looks,
  ...about
}: Definition<MessageRecord<Name>>): MessageRecord<Name> {
  return { type: struct('message', members, looks), ...about };
}

/** The record of a type that is one thing of a type which others contain as well. */
export function messageOf<const Name extends string>(
  type: Type,
  about: Omit<MessageRecord<Name>, 'type'>,
): MessageRecord<Name> {
  return { type, ...about };
}
