import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone, saveFailed } from '../../shared/errors';
import {
  MAX_BYTES_PER_REQUEST,
  type HostToInspector,
  type InspectorState,
  type InspectorToHost,
} from '../../shared/inspectorProtocol';
import { UserError } from '../../shared/userError';
import type { Dialogs } from '../dialogs';
import { reportError } from '../errorReport';
import { PANELS } from '../ids';
import type { Lease, Recordings } from '../recordings';
import { loadPage } from '../webviewPage';
import { inspectMessage } from './inspection';

/** The one inspector, beside the ladder that it was first opened from. */
export class InspectorPanel implements Disposable, vscode.WebviewPanelSerializer {
  private readonly disposables = new DisposableList();
  private panel: vscode.WebviewPanel | undefined;
  private lease: Lease | undefined;
  private shown: InspectorState | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly recordings: Recordings,
    private readonly dialogs: () => Dialogs,
  ) {
    this.disposables.add(vscode.window.registerWebviewPanelSerializer(PANELS.inspector, this));
  }

  /** @param beside The ladder, which keeps the focus. */
  async show(what: InspectorState, beside: vscode.WebviewPanel): Promise<void> {
    if (!this.panel) {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.adopt(vscode.window.createWebviewPanel(PANELS.inspector, 'Message', place));
    } else if (!this.panel.visible && this.panel.viewColumn === beside.viewColumn) {
      this.panel.reveal(vscode.ViewColumn.Beside, true);
    } else {
      this.panel.reveal(undefined, true);
    }
    await this.load(what);
  }

  /** Shows another message if the inspector is on screen. */
  async follow(what: InspectorState): Promise<void> {
    if (this.panel?.visible) await this.load(what);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = state as Partial<InspectorState> | undefined;
    this.adopt(panel);
    await this.load({ capture: kept?.capture ?? '', row: kept?.row ?? -1 });
  }

  /** The panel stays, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    this.hold(undefined);
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.webview.onDidReceiveMessage((message: InspectorToHost) => {
      this.receive(message).catch((error: unknown) => reportError(error, this.dialogs()));
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = this.shown = undefined;
      this.hold(undefined);
    });
    loadPage(panel, this.extensionUri, 'inspector');
  }

  private async load(what: InspectorState): Promise<void> {
    this.shown = what;
    if (this.lease?.recording.capture.path !== what.capture) {
      const lease = await this.recordings.open(what.capture).catch(() => undefined);
      if (this.shown !== what) return lease?.dispose();
      this.hold(lease);
    }
    await this.post();
  }

  private hold(lease: Lease | undefined): void {
    this.lease?.dispose();
    this.lease = lease;
  }

  /** Sends what is to be shown; a page that is not loaded yet asks for it when it is. */
  private async post(): Promise<void> {
    const { shown, panel } = this;
    if (!shown || !panel) return;
    const send = (message: HostToInspector) => void panel.webview.postMessage(message);
    const recording = this.lease?.recording;
    if (!recording || shown.row < 0 || shown.row >= recording.capture.index.length) {
      send({ type: 'gone', text: captureGone(shown.capture).toString() });
      return;
    }
    const message = await inspectMessage(recording, shown.row).catch(goneText);
    if (this.shown !== shown) return;
    if (typeof message === 'string') {
      send({ type: 'gone', text: message });
      return;
    }
    // Connection events have nothing to inspect: the message before stays.
    if (!message) return;
    panel.title = `Message ${message.row + 1}`;
    send({ type: 'show', capture: shown.capture, message });
  }

  private async receive(message: InspectorToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.post();
      case 'bytes':
        return this.sendBytes(message.row, message.offset, message.length);
      case 'copy': {
        const bytes = await this.payload(message.row, message.from, message.to - message.from);
        await vscode.env.clipboard.writeText(bytes.toString('hex'));
        return;
      }
      case 'save':
        return this.save(message.row);
      default:
        assertNever(message);
    }
  }

  private async sendBytes(row: number, offset: number, length: number): Promise<void> {
    const bytes = await this.payload(row, offset, Math.min(length, MAX_BYTES_PER_REQUEST));
    const message: HostToInspector = { type: 'bytes', row, offset, bytes: new Uint8Array(bytes) };
    await this.panel?.webview.postMessage(message);
  }

  private payload(row: number, offset: number, length: number): Promise<Buffer> {
    const capture = this.lease?.recording.capture;
    if (!capture || row >= capture.index.length) return Promise.resolve(Buffer.alloc(0));
    return capture.payload(row, offset, length);
  }

  private async save(row: number): Promise<void> {
    const path = await this.dialogs().saveFile({
      title: 'Save payload',
      action: 'Save',
      path: join(homedir(), `message-${row + 1}.bin`),
    });
    if (path === undefined) return;
    try {
      await writeFile(path, await this.payload(row, 0, Infinity));
    } catch (error) {
      const known = error instanceof UserError ? error : saveFailed(path, (error as Error).message);
      await reportError(known, this.dialogs());
    }
  }
}

/** The words of an error that says why a message cannot be shown. */
function goneText(error: unknown): string {
  if (error instanceof UserError) return error.toString();
  throw error;
}
