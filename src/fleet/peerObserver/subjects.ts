/** Subjects of NATS that peer-observer publishes to, as its `shared/src/nats_subjects.rs` has them. */
export const SUBJECTS = {
  messages: 'netmsg',
  connections: 'netconn',
  mempool: 'mempool',
  validation: 'validation',
} as const;
