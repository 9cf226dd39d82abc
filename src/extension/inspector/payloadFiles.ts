import * as vscode from 'vscode';
import type { Disposable } from '../../shared/disposable';
import { PAYLOAD_SCHEME } from '../host/ids';
import type { Recordings } from '../captures/recordings';

/** A payload as a file that VS Code's editors can open. @param row Of a message. */
export function payloadUri(capture: string, row: number, name: string): vscode.Uri {
  const query = JSON.stringify({ capture, row });
  return vscode.Uri.from({ scheme: PAYLOAD_SCHEME, path: `/${name}`, query });
}

/** Payloads of captures as files, read-only; nothing is written anywhere. */
export function registerPayloadFiles(recordings: Recordings): Disposable {
  const provider = new PayloadFiles(recordings);
  const options = { isReadonly: true, isCaseSensitive: true };
  return vscode.workspace.registerFileSystemProvider(PAYLOAD_SCHEME, provider, options);
}

class PayloadFiles implements vscode.FileSystemProvider {
  /** A captured payload never changes. */
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(private readonly recordings: Recordings) {}

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { length } = await this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { capture, row } = JSON.parse(uri.query) as { capture: string; row: number };
    const lease = await this.recordings.open(capture).catch(() => undefined);
    try {
      const { index } = lease?.recording.capture ?? {};
      if (!lease || !index || !(row >= index.firstRow && row < index.length))
        throw vscode.FileSystemError.FileNotFound(uri);
      return await lease.recording.capture.payload(row);
    } finally {
      lease?.dispose();
    }
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}
