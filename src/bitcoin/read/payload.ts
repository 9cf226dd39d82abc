/** The networks of Core's chainparams, as `-chain` spells them. */
export const NETWORKS = ['main', 'test', 'testnet4', 'signet', 'regtest'] as const;
export type Network = (typeof NETWORKS)[number];

/** The bytes of one message, and what it takes to render them. */
export class Payload {
  readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly network: Network = 'main',
    /** Bytes that the message has; more than `bytes` where it was captured in part. */
    readonly size = bytes.length,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
