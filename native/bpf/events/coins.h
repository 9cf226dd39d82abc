/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Core's cache of unspent coins. Coins come by the thousand a block: they are counted in the kernel and told
 * when a block is connected. Values are satoshi.
 */
#pragma once

/* What is counted: the cookies of utxocache:add, spent and uncache. */
enum coin_change { COINS_ADDED, COINS_SPENT, COINS_UNCACHED, COIN_CHANGES };

/* Told when a block is connected. */
#define EVENT_BLOCK_COINS 48

struct coin_count {
	__u64 coins;
	__s64 value;
};

struct block_coins_event {
	struct event_header header;
	__u8 hash[HASH_SIZE];
	__s32 height;
	/* 1 << enum coin_change, of each that is counted. */
	__u32 counted;
	/* Added and spent by the block; uncached since the one before. */
	struct coin_count counts[COIN_CHANGES];
};

struct cache_flushed_event {
	struct event_header header;
	__s64 duration_us;
	/* In the cache before, and the memory that they took. */
	__u64 coins, bytes;
	/* enum class FlushStateMode of Core's validation.h. */
	__u32 mode;
	/* To remove old blocks. */
	__u32 for_prune;
};

static_assert(sizeof(struct block_coins_event) == 128, "block_coins_event");
static_assert(sizeof(struct cache_flushed_event) == 72, "cache_flushed_event");

#ifdef __bpf__
/* Of a process. Its threads take turns: whatever changes coins has Core's cs_main. */
struct coin_counts {
	struct coin_count counts[COIN_CHANGES];
	/* That of a coinbase transaction would be at least this; NO_COINBASE: the last change was another. */
	__u32 next_output;
	/* The counts begin with a block. */
	__u32 of_block;
};

#define NO_COINBASE ~0U

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct coin_counts);
} coins SEC(".maps");

/*
 * The probes fire for temporary caches too: of blocks that are only tested, of reorganizations, of checks of the
 * mempool. A block that is connected begins with its coinbase transaction, and ends with block_connected.
 */
SEC("usdt")
int BPF_USDT(coin, const void *txid, __u32 output, __u32 height, __s64 value, bool coinbase)
{
	const volatile struct trace_filter *only = filter();
	const struct coin_counts none = { .next_output = NO_COINBASE };
	const __u32 process = bpf_get_current_pid_tgid() >> 32, change = bpf_usdt_cookie(ctx);
	struct coin_counts *now;

	if ((only && !names_process(only)) || change >= COIN_CHANGES)
		return 0;
	now = bpf_map_lookup_elem(&coins, &process);
	if (!now) {
		bpf_map_update_elem(&coins, &process, &none, BPF_NOEXIST);
		now = bpf_map_lookup_elem(&coins, &process);
		if (!now)
			return 0;
	}
	if (change == COINS_ADDED && coinbase && output < now->next_output) {
		__builtin_memset(now->counts, 0, COINS_UNCACHED * sizeof(now->counts[0]));
		now->of_block = true;
	}
	if (change != COINS_UNCACHED)
		now->next_output = change == COINS_ADDED && coinbase ? output + 1 : NO_COINBASE;
	__sync_fetch_and_add(&now->counts[change].coins, 1);
	__sync_fetch_and_add(&now->counts[change].value, value);
	return 0;
}

/* @param block What block_connected told. Nothing is known of a block that was being connected when the trace began. */
static __always_inline void tell_coins(struct pt_regs *ctx, const void *hash, __s32 height)
{
	const __u32 process = bpf_get_current_pid_tgid() >> 32;
	struct coin_counts *now = bpf_map_lookup_elem(&coins, &process);
	struct block_coins_event *event;

	if (!now || !now->of_block)
		return;
	event = begin_event(ctx, NULL, sizeof(*event));
	if (event) {
		event->header.kind = EVENT_BLOCK_COINS;
		event->height = height;
		event->counted = state.coin_changes;
		__builtin_memcpy(event->counts, now->counts, sizeof(event->counts));
		end_event(&event->header, read_bytes(event->hash, HASH_SIZE, hash));
	}
	__builtin_memset(now, 0, sizeof(*now));
	now->next_output = NO_COINBASE;
}

SEC("usdt")
int BPF_USDT(cache_flushed, __s64 duration_us, __u32 mode, __u64 coins_before, __u64 bytes, bool for_prune)
{
	struct cache_flushed_event *event = begin_event(ctx, NULL, sizeof(*event));

	if (!event)
		return 0;
	event->duration_us = duration_us;
	event->mode = mode;
	event->coins = coins_before;
	event->bytes = bytes;
	event->for_prune = for_prune;
	return end_event(&event->header, false);
}
#endif
