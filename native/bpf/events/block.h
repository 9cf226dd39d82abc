/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* What became of blocks: a header that was new, a block put together from a compact one, a block connected. */
#pragma once

#include "coins.h"

struct block_header_event {
	struct event_header header;
	__s64 peer;
	__s32 height;
	/* It came in a cmpctblock. */
	__u32 via_compact_block;
	__u8 hash[HASH_SIZE];
};

struct compact_block_reconstructed_event {
	struct event_header header;
	__s64 peer;
	/* Transactions, by where they came from. */
	__u32 prefilled, mempool, extra_pool, requested;
	__u32 requested_bytes;
	__u32 reserved;
	__u8 hash[HASH_SIZE];
};

struct block_connected_event {
	struct event_header header;
	__u8 hash[HASH_SIZE];
	__s32 height;
	/* That its transactions spend. */
	__s32 inputs;
	__u64 transactions;
	/* Cost of signature operations, as Core counts it. */
	__s64 sigops;
	/* Microseconds with Core 23 and 24 (Core's pull request 29877). */
	__u64 duration_ns;
};

static_assert(sizeof(struct block_header_event) == 88, "block_header_event");
static_assert(sizeof(struct compact_block_reconstructed_event) == 104, "compact_block_reconstructed_event");
static_assert(sizeof(struct block_connected_event) == 104, "block_connected_event");

#ifdef __bpf__
SEC("usdt")
int BPF_USDT(block_header, __s32 height, __s64 peer, bool via_compact_block, const void *hash)
{
	struct block_header_event *event = begin_event(ctx, &peer, sizeof(*event));

	if (!event)
		return 0;
	event->peer = peer;
	event->height = height;
	event->via_compact_block = via_compact_block;
	return end_event(&event->header, read_bytes(event->hash, HASH_SIZE, hash));
}

SEC("usdt")
int BPF_USDT(compact_block_reconstructed, __s64 peer, __u32 prefilled, __u32 mempool, __u32 extra_pool,
	     __u32 requested, __u32 requested_bytes, const void *hash)
{
	struct compact_block_reconstructed_event *event = begin_event(ctx, &peer, sizeof(*event));

	if (!event)
		return 0;
	event->peer = peer;
	event->prefilled = prefilled;
	event->mempool = mempool;
	event->extra_pool = extra_pool;
	event->requested = requested;
	event->requested_bytes = requested_bytes;
	return end_event(&event->header, read_bytes(event->hash, HASH_SIZE, hash));
}

SEC("usdt")
int BPF_USDT(block_connected, const void *hash, __s32 height, __u64 transactions, __s32 inputs,
	     __s64 sigops, __u64 duration_ns)
{
	struct block_connected_event *event = begin_event(ctx, NULL, sizeof(*event));

	if (event) {
		event->height = height;
		event->inputs = inputs;
		event->transactions = transactions;
		event->sigops = sigops;
		event->duration_ns = duration_ns;
		end_event(&event->header, read_bytes(event->hash, HASH_SIZE, hash));
	}
	tell_coins(ctx, hash, height);
	return 0;
}
#endif
