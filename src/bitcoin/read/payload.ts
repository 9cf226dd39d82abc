import { viewOf } from '../../shared/text/jsonBytes';

/** The networks of Core's chainparams, as `-chain` spells them. */
export const CHAINS = ['main', 'test', 'testnet4', 'signet', 'regtest'] as const;
export type Chain = (typeof CHAINS)[number];

/** The bytes of one message, and what it takes to render them. */
export class Payload {
  private dataView: DataView | undefined;

  constructor(
    readonly bytes: Uint8Array,
    readonly chain: Chain = 'main',
    /** Bytes that the message has; more than `bytes` where it was captured in part. */
    readonly size = bytes.length,
    /** Scripts are taken apart, and shown as assembly and as address; else they are bytes. */
    readonly scripts = true,
  ) {}

  /** Made when it is first asked for: thousands of small messages are walked without. */
  get view(): DataView {
    return (this.dataView ??= viewOf(this.bytes));
  }
}
