import type { Chain } from '../../bitcoin/read/payload';
import type { AnsweredRow } from '../../capture/export/answerFinder';
import type { Contents } from '../../capture/sources/sourceKind';
import type { Hello } from '../../shared/frames/hello';
import type { NoRoom } from '../eventWriter';
import type { Output } from '../output';

/** What a converter reads: the frames of a source, after what was to be done with them. */
export interface Converted {
  readonly hello: Hello;
  /**
   * Runs of whole frames, the hello first; each is valid until the next is asked for. They end where the
   * source does, also where it fails or is stopped: what was read so far makes a whole output.
   */
  readonly frames: AsyncIterable<Buffer>;
  /** Of which process an event was, by what stands for its number; absent where it is the number. */
  readonly recordedPid?: ((pid: number) => number | undefined) | undefined;
  /**
   * Of each event in turn: its row in the source, and the request that it answers. Absent where nothing was left
   * out, or the converter does not ask.
   */
  readonly answered?: (() => AnsweredRow) | undefined;
  /** The chain of a process at a row, as far as it can be told. Absent where the converter does not name it. */
  readonly chainOf?: ((pid: number, row: number) => Chain) | undefined;
  /** The source has events of more than one node, as far as it is known before it is read. */
  readonly severalNodes: boolean;
  /** What the frames say, up to those that were asked for last. */
  readonly contents: Contents;
  /** What is known of a peer's address from events that are left out; absent where that is not to be told. */
  readonly addressOf?: ((pid: number, peer: number) => string | undefined) | undefined;
}

/** What the user says of the writing. */
export interface ConvertOptions {
  /** Replace what exists. */
  force?: true;
}

interface ConverterTraits {
  /** As --to names it. */
  readonly id: string;
  /** As the window would name it: `P2P trace`. */
  readonly title: string;
  /** Of files' names, without the dot. */
  readonly extensions: readonly string[];
  /** It has no place for events that are no messages. */
  readonly messagesOnly?: true | undefined;
  /** It shows which request an event answers. */
  readonly needsAnswers?: true | undefined;
  /** It names the chain of a node. */
  readonly namesChain?: true | undefined;
}

/** Writes one file, or standard output. */
export interface FileConverter extends ConverterTraits {
  readonly directory?: never;
  /** Its bytes are not for a terminal. */
  readonly binary?: true | undefined;
  /**
   * It is an error where a run cannot be written; the file is then removed.
   * @returns What the format had no room for.
   */
  write(source: Converted, output: Output, options: ConvertOptions): Promise<NoRoom | undefined>;
}

/** Writes a directory. */
export interface DirectoryConverter extends ConverterTraits {
  readonly directory: true;
  /** @param path Of a directory that is there and empty; it gets its name when it is written. */
  write(source: Converted, path: string, options: ConvertOptions): Promise<void>;
}

/** A way to write frames down: an entry in the list of converters. */
export type Converter = FileConverter | DirectoryConverter;
