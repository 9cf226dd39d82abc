import type { Hello } from '../../shared/frames/hello';
import type { Source } from '../../shared/source';
import type { Capture, OpenOptions } from '../capture';
import type { EventIndex } from '../index/eventIndex';
import type { NodeTable } from '../index/nodeTable';
import type { Annotations } from '../store/annotations';
import type { Damage } from '../store/damage';

/** What frames say, as far as they have been read. */
export interface Contents {
  readonly index: EventIndex;
  readonly nodes: NodeTable;
  readonly hello: Hello | undefined;
  readonly annotations: Annotations;
}

export type { Damage };

/** A source that was opened by its place, and what it has said so far. */
export interface OpenedSource extends Source {
  readonly contents: Contents;
  /** Where it can be shown as it is; what another source gives has to be recorded for that. */
  readonly capture?: Capture | undefined;
  /** Bytes that are left out, since they are not whole frames. */
  readonly damagedBytes: number;
  /** Where something was left out, as far as it has been read. */
  readonly damages: readonly Damage[];
  /** What else an import could not give, in whole sentences: there when everything has been read. */
  readonly notes: readonly string[];
}

/** A file's first bytes, up to HEAD_BYTES of openSource; undefined where there is neither a file nor a directory. */
export type Head = Buffer | 'directory' | undefined;

/** A kind of place that events can be read from: a format of files, or a service by its address. */
export interface SourceKind {
  /** The name in a dialog: `P2P trace`. */
  readonly name: string;
  /** Extensions of its files, without the dot; none where it does not read files. */
  readonly extensions: readonly string[];
  /**
   * @param place What the user named: a path, or an address such as `nats://host`.
   * @param inner What a compressed file begins with once it is decompressed.
   */
  recognises(place: string, head: Head, inner?: Buffer): boolean;
  /** The files that it reads at a place, where that is not one file. @throws The error of the system. */
  files?(place: string): Promise<readonly string[]>;
  /** @throws UserError when it cannot be read. */
  open(place: string, options?: OpenOptions): Promise<OpenedSource>;
}
