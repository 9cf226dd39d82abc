/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What became of transactions in the node's mempool: arguments as Core's txmempool.cpp and validation.cpp
 * pass them. Fees are satoshi, sizes virtual bytes, times of entry unix seconds.
 */
#pragma once

/* "sizelimit" is the longest that Core has today (RemovalReasonToString). */
#define REMOVAL_REASON_SIZE 32

struct mempool_added_event {
	struct event_header header;
	__u8 txid[HASH_SIZE];
	__s64 fee;
	__s32 vsize;
	__u32 reserved;
};

struct mempool_removed_event {
	struct event_header header;
	__u8 txid[HASH_SIZE];
	__s64 fee;
	__s32 vsize;
	__u32 reserved;
	__u64 entry_time;
	char reason[REMOVAL_REASON_SIZE];
};

struct mempool_replaced_event {
	struct event_header header;
	/* Of the transaction that left. */
	__u8 txid[HASH_SIZE];
	__s64 fee;
	__s32 vsize;
	/* 0: what replaced it is a package, and the hash is of that. */
	__u32 by_transaction;
	__u64 entry_time;
	__u8 replacement[HASH_SIZE];
	__s64 replacement_fee;
	__s32 replacement_vsize;
	__u32 reserved;
};

struct mempool_rejected_event {
	struct event_header header;
	__u8 txid[HASH_SIZE];
	char reason[REASON_SIZE];
};

static_assert(sizeof(struct mempool_added_event) == 88, "mempool_added_event");
static_assert(sizeof(struct mempool_removed_event) == 128, "mempool_removed_event");
static_assert(sizeof(struct mempool_replaced_event) == 144, "mempool_replaced_event");
static_assert(sizeof(struct mempool_rejected_event) == 208, "mempool_rejected_event");

#ifdef __bpf__
SEC("usdt")
int BPF_USDT(mempool_added, const void *txid, __s32 vsize, __s64 fee)
{
	struct mempool_added_event *event = begin_event(ctx, NULL, sizeof(*event));

	if (!event)
		return 0;
	event->fee = fee;
	event->vsize = vsize;
	return end_event(&event->header, read_bytes(event->txid, HASH_SIZE, txid));
}

SEC("usdt")
int BPF_USDT(mempool_removed, const void *txid, const char *reason, __s32 vsize, __s64 fee, __u64 entry_time)
{
	struct mempool_removed_event *event = begin_event(ctx, NULL, sizeof(*event));

	if (!event)
		return 0;
	event->fee = fee;
	event->vsize = vsize;
	event->entry_time = entry_time;
	return end_event(&event->header, read_bytes(event->txid, HASH_SIZE, txid) |
			 (read_string(event->reason, REMOVAL_REASON_SIZE, reason) < 0));
}

SEC("usdt")
int BPF_USDT(mempool_replaced, const void *txid, __s32 vsize, __s64 fee, __u64 entry_time,
	     const void *replacement, __s32 replacement_vsize, __s64 replacement_fee, bool by_transaction)
{
	struct mempool_replaced_event *event = begin_event(ctx, NULL, sizeof(*event));

	if (!event)
		return 0;
	event->fee = fee;
	event->vsize = vsize;
	event->entry_time = entry_time;
	event->replacement_fee = replacement_fee;
	event->replacement_vsize = replacement_vsize;
	event->by_transaction = by_transaction || bpf_usdt_arg_cnt(ctx) < 8;
	return end_event(&event->header, read_bytes(event->txid, HASH_SIZE, txid) |
			 read_bytes(event->replacement, HASH_SIZE, replacement));
}

SEC("usdt")
int BPF_USDT(mempool_rejected, const void *txid, const char *reason)
{
	struct mempool_rejected_event *event = begin_event(ctx, NULL, sizeof(*event));

	if (!event)
		return 0;
	return end_event(&event->header, read_bytes(event->txid, HASH_SIZE, txid) |
			 (read_string(event->reason, REASON_SIZE, reason) < 0));
}
#endif
