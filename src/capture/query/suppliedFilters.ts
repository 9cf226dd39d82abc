/** Filters that come with the extension, in the order in which they are offered. */
export const SUPPLIED_FILTERS = [
  { name: 'Connections and handshakes', filter: 'event OR family:handshake' },
  { name: 'Transactions and what announces them', filter: 'family:transaction,inventory' },
  { name: 'Blocks and headers', filter: 'family:block,compact' },
  { name: 'Compact blocks', filter: 'family:compact' },
  {
    name: 'What became of transactions',
    filter: 'accepted OR rejected OR event:replaced,left-the-mempool',
  },
  { name: 'Addresses', filter: 'family:address' },
  { name: 'Pings', filter: 'family:keepalive' },
  { name: 'Errors and losses', filter: 'error OR lost' },
  { name: 'Large messages', filter: 'size:>=100k' },
  { name: 'Unanswered requests', filter: 'unanswered' },
  { name: 'Slow answers', filter: 'latency:>1s' },
  { name: 'All but pings and addresses', filter: '-family:keepalive,address' },
] as const;
