/** How far a node came with a transaction or block: heard of it, had it whole, took it into mempool or chain. */
export const PHASES = ['heard', 'had', 'took'] as const;
export type Phase = (typeof PHASES)[number];

export const PHASE_NAMES: Record<Phase, string> = {
  heard: 'Heard of it',
  had: 'Had it',
  took: 'Took it',
};
