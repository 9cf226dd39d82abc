// SPDX-License-Identifier: MIT
/*
 * Prints what native/bpf/event.h means to the C compiler: values as one JSON object, and after it each
 * tracepoint as a JSON object on a line of its own.
 */
#include <stddef.h>
#include <stdio.h>
#include "../../native/bpf/event.h"

#define VALUE(name) printf("\"" #name "\":%lu,", (unsigned long)(name))
#define SIZE(type) printf("\"sizeof " #type "\":%zu,", sizeof(struct type))
#define OFFSET(type, member) printf("\"" #type "." #member "\":%zu,", offsetof(struct type, member))

#define LINE(provider, name, kind, number, program, arguments, ...) \
	printf("{\"kind\":%d,\"provider\":\"" #provider "\",\"tracepoint\":\"" #name "\",\"arguments\":\"" arguments \
	       "\"}\n", kind);

/* They are told together. */
#define COUNTED_LINE(provider, name, change, ...) LINE(provider, name, EVENT_BLOCK_COINS, __VA_ARGS__)

int main(void)
{
	putchar('{');
	VALUE(FORMAT_VERSION);
	VALUE(MAX_PAYLOAD);
	VALUE(EVENT_HELLO);
	VALUE(EVENT_STATISTICS);
	VALUE(EVENT_FAILURE);
	VALUE(EVENT_TRUNCATED);
	VALUE(EVENT_RING_FULL);
	VALUE(EVENT_UNREADABLE);
	VALUE(EVENT_FINAL);
	OFFSET(event_header, length);
	OFFSET(event_header, kind);
	OFFSET(event_header, flags);
	OFFSET(event_header, sequence);
	OFFSET(event_header, time_ns);
	OFFSET(event_header, pid);
	OFFSET(event_header, tid);
	OFFSET(event_header, lost_ring_full);
	SIZE(event_header);
	OFFSET(hello_event, version);
	OFFSET(hello_event, wall_ns);
	OFFSET(hello_event, monotonic_ns);
	SIZE(hello_event);
	OFFSET(message_event, peer);
	OFFSET(message_event, size);
	OFFSET(message_event, captured);
	OFFSET(message_event, payload_offset);
	OFFSET(message_event, connection_type);
	OFFSET(message_event, message_type);
	OFFSET(message_event, address);
	VALUE(MESSAGE_PAYLOAD_OFFSET);
	VALUE(MESSAGE_LONG_PAYLOAD_OFFSET);
	OFFSET(connection_event, peer);
	OFFSET(connection_event, network);
	OFFSET(connection_event, existing_or_established);
	OFFSET(connection_event, connection_type);
	OFFSET(connection_event, address);
	SIZE(connection_event);
	OFFSET(misbehaving_event, peer);
	OFFSET(misbehaving_event, reason);
	SIZE(misbehaving_event);
	OFFSET(block_header_event, peer);
	OFFSET(block_header_event, height);
	OFFSET(block_header_event, via_compact_block);
	OFFSET(block_header_event, hash);
	SIZE(block_header_event);
	OFFSET(compact_block_reconstructed_event, peer);
	OFFSET(compact_block_reconstructed_event, prefilled);
	OFFSET(compact_block_reconstructed_event, mempool);
	OFFSET(compact_block_reconstructed_event, extra_pool);
	OFFSET(compact_block_reconstructed_event, requested);
	OFFSET(compact_block_reconstructed_event, requested_bytes);
	OFFSET(compact_block_reconstructed_event, hash);
	SIZE(compact_block_reconstructed_event);
	VALUE(HASH_SIZE);
	OFFSET(mempool_added_event, txid);
	OFFSET(mempool_added_event, fee);
	OFFSET(mempool_added_event, vsize);
	SIZE(mempool_added_event);
	OFFSET(mempool_removed_event, txid);
	OFFSET(mempool_removed_event, fee);
	OFFSET(mempool_removed_event, vsize);
	OFFSET(mempool_removed_event, entry_time);
	OFFSET(mempool_removed_event, reason);
	SIZE(mempool_removed_event);
	OFFSET(mempool_replaced_event, txid);
	OFFSET(mempool_replaced_event, fee);
	OFFSET(mempool_replaced_event, vsize);
	OFFSET(mempool_replaced_event, by_transaction);
	OFFSET(mempool_replaced_event, entry_time);
	OFFSET(mempool_replaced_event, replacement);
	OFFSET(mempool_replaced_event, replacement_fee);
	OFFSET(mempool_replaced_event, replacement_vsize);
	SIZE(mempool_replaced_event);
	OFFSET(mempool_rejected_event, txid);
	OFFSET(mempool_rejected_event, reason);
	SIZE(mempool_rejected_event);
	OFFSET(block_connected_event, hash);
	OFFSET(block_connected_event, height);
	OFFSET(block_connected_event, inputs);
	OFFSET(block_connected_event, transactions);
	OFFSET(block_connected_event, sigops);
	OFFSET(block_connected_event, duration_ns);
	SIZE(block_connected_event);
	OFFSET(block_coins_event, hash);
	OFFSET(block_coins_event, height);
	OFFSET(block_coins_event, counted);
	OFFSET(block_coins_event, counts[COINS_ADDED]);
	OFFSET(block_coins_event, counts[COINS_SPENT]);
	OFFSET(block_coins_event, counts[COINS_UNCACHED]);
	OFFSET(block_coins_event, counts[COINS_UNCACHED].value);
	SIZE(block_coins_event);
	OFFSET(cache_flushed_event, duration_us);
	OFFSET(cache_flushed_event, coins);
	OFFSET(cache_flushed_event, bytes);
	OFFSET(cache_flushed_event, mode);
	OFFSET(cache_flushed_event, for_prune);
	SIZE(cache_flushed_event);
	OFFSET(statistics_event, totals.events);
	OFFSET(statistics_event, totals.lost_ring_full);
	OFFSET(statistics_event, totals.lost_unreadable);
	OFFSET(statistics_event, totals.truncated);
	OFFSET(statistics_event, ring_used);
	OFFSET(statistics_event, ring_size);
	SIZE(statistics_event);
	/* JSON wants no comma at the end. */
	printf("\"MAX_FRAME\":%d}\n", MESSAGE_LONG_PAYLOAD_OFFSET + MAX_PAYLOAD);
	TRACEPOINTS(LINE)
	COUNTED(COUNTED_LINE)
	return 0;
}
