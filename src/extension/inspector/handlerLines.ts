import { LimitedMap } from '../../shared/limitedMap';

/** Where Core's source handles messages, below a workspace folder. */
export const HANDLER_FILE = 'src/net_processing.cpp';

/** Workspace folders whose file is remembered. */
const MOST_FILES = 20;

/** As vscode.workspace.fs has it, by address of a file; both reject where there is no such file. */
export interface SourceFiles {
  stat(address: string): Promise<{ mtime: number; size: number }>;
  read(address: string): Promise<string>;
}

interface KnownFile {
  mtime: number;
  size: number;
  lines: ReadonlyMap<string, number>;
}

/** Where net_processing.cpp handles each message type; each file is read again only once it has changed. */
export class HandlerLines {
  private readonly known = new LimitedMap<string, KnownFile>(MOST_FILES);

  constructor(private readonly files: SourceFiles) {}

  /** @returns The line of the type's handler, from 0; undefined where the file has none or does not exist. */
  async lineOf(address: string, messageType: string): Promise<number | undefined> {
    try {
      return (await this.linesOf(address)).get(messageType);
    } catch {
      return undefined;
    }
  }

  private async linesOf(address: string): Promise<ReadonlyMap<string, number>> {
    const { mtime, size } = await this.files.stat(address);
    const known = this.known.get(address);
    if (known?.mtime === mtime && known.size === size) return known.lines;
    const lines = handlerLines(await this.files.read(address));
    this.known.set(address, { mtime, size, lines });
    return lines;
  }
}

/** The lines of net_processing.cpp, from 0, where ProcessMessage first compares the type with each. */
export function handlerLines(source: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [number, line] of source.split('\n').entries()) {
    for (const [, constant] of line.matchAll(/msg_type == NetMsgType::([A-Z0-9]{1,12})\b/g)) {
      const messageType = constant!.toLowerCase();
      if (!lines.has(messageType)) lines.set(messageType, number);
    }
  }
  return lines;
}
