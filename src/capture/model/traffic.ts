/** Messages and their payload bytes, as the node has them, of both directions. */
export class Traffic {
  inboundMessages = 0;
  inboundBytes = 0;
  outboundMessages = 0;
  outboundBytes = 0;

  get messages(): number {
    return this.inboundMessages + this.outboundMessages;
  }

  get bytes(): number {
    return this.inboundBytes + this.outboundBytes;
  }

  add(inbound: boolean, bytes: number): void {
    if (inbound) {
      this.inboundMessages++;
      this.inboundBytes += bytes;
    } else {
      this.outboundMessages++;
      this.outboundBytes += bytes;
    }
  }

  /** Takes over all that another one counted. */
  absorb(other: Traffic): void {
    this.inboundMessages += other.inboundMessages;
    this.inboundBytes += other.inboundBytes;
    this.outboundMessages += other.outboundMessages;
    this.outboundBytes += other.outboundBytes;
  }
}

/** What a peer exchanged of one message type. */
export class TypeTraffic extends Traffic {
  constructor(
    /** undefined for all types together that are too many to be told apart. */
    readonly messageType: string | undefined,
  ) {
    super();
  }
}
