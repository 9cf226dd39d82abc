/** One message as the inspector shows it. */
export interface InspectedMessage {
  /** Row of the capture. */
  row: number;
  messageType: string;
  fields: InspectedField[];
  /** Bytes of the payload as the node had them. */
  size: number;
  /** Bytes that can be asked for. */
  captured: number;
}

/** A line of metadata; both strings come from the host ready to be shown as text. */
export interface InspectedField {
  name: string;
  value: string;
  /** Something is missing: drawn as a warning. */
  warning?: true;
}

export type HostToInspector =
  | { type: 'show'; capture: string; message: InspectedMessage }
  | { type: 'bytes'; row: number; offset: number; bytes: Uint8Array }
  /** There is nothing to show, and why. */
  | { type: 'gone'; text: string };

export type InspectorToHost =
  | { type: 'ready' }
  /** Answered by `bytes`; at most {@link MAX_BYTES_PER_REQUEST}. */
  | { type: 'bytes'; row: number; offset: number; length: number }
  /** Bytes [from, to) of the payload as hex to the clipboard. */
  | { type: 'copy'; row: number; from: number; to: number }
  | { type: 'save'; row: number };

export const MAX_BYTES_PER_REQUEST = 65_536;

/** What the webview keeps over a reload. */
export interface InspectorState {
  capture: string;
  row: number;
}
