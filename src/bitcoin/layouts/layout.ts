import type { Type } from '../read/field';
import { struct } from '../read/struct';

/** How a message of one type is laid out, and where that is defined. */
export interface Layout {
  type: Type;
  /** As `BIP152`; none for what is older than BIPs. */
  bips: string[];
  /** File of Core's src/ that reads it. */
  core: string;
  /** What Core does on receipt, in a sentence. */
  receipt: string;
  /** What Core does about bytes behind the last field. */
  trailing?: string;
  /** What there is to say of a message of so many bytes as a whole. */
  note?: (size: number) => string | undefined;
}

interface Definition extends Omit<Layout, 'type'> {
  members?: Parameters<typeof struct>[1];
  looks?: Parameters<typeof struct>[2];
}

export function message({ members = [], looks, ...where }: Definition): Layout {
  return { type: struct('message', members, looks), ...where };
}
