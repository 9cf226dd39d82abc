/* SPDX-License-Identifier: MIT */
/*
 * Bitcoin Core's net:*, mempool:*, validation:* and utxocache:* tracepoints (doc/tracing.md, src/util/trace.h): the
 * same names, arguments and semaphores, so that a tracer cannot tell the difference.
 */
#ifndef DEMO_PROBES_H
#define DEMO_PROBES_H

#include <stdbool.h>
#include <stdint.h>
#include "../bpf/event.h"

struct demo_message {
	bool inbound;
	int64_t peer;
	const char *address;
	const char *connection_type;
	const char *message_type;
	uint64_t size;
	const void *payload;
};

struct demo_connection {
	int64_t peer;
	const char *address;
	const char *connection_type;
	uint32_t network;
	uint64_t existing_or_established;
};

/* Of the cache of unspent coins. */
struct demo_coin {
	const void *txid;
	uint32_t output, height;
	int64_t value;
	bool coinbase;
};

/* As in Core, arguments are put in place only while somebody traces. */
void fire_message(const struct demo_message *message);
void fire_inbound_connection(const struct demo_connection *connection);
void fire_outbound_connection(const struct demo_connection *connection);
void fire_closed_connection(const struct demo_connection *connection);
void fire_evicted_inbound_connection(const struct demo_connection *connection);
void fire_misbehaving_connection(int64_t peer, const char *reason);
/* With what a frame holds. */
void fire_block_header(const struct block_header_event *event);
void fire_compact_block_reconstructed(const struct compact_block_reconstructed_event *event);
void fire_mempool_added(const struct mempool_added_event *event);
void fire_mempool_removed(const struct mempool_removed_event *event);
void fire_mempool_replaced(const struct mempool_replaced_event *event);
void fire_mempool_rejected(const struct mempool_rejected_event *event);
void fire_block_connected(const struct block_connected_event *event);
void fire_coin_add(const struct demo_coin *coin);
void fire_coin_spent(const struct demo_coin *coin);
void fire_coin_uncache(const struct demo_coin *coin);
void fire_cache_flushed(const struct cache_flushed_event *event);

/* Waits until tracepoints are being traced, and no more of them become so for a while. */
void wait_for_tracer(void);

#endif
