// SPDX-License-Identifier: MIT
#include "probes.h"

#include <unistd.h>

#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

#define ALL_PROBES(PROBE)                                                                          \
	PROBE(net, inbound_message)                                                                \
	PROBE(net, outbound_message)                                                               \
	PROBE(net, inbound_connection)                                                             \
	PROBE(net, outbound_connection)                                                            \
	PROBE(net, closed_connection)                                                              \
	PROBE(net, evicted_inbound_connection)                                                     \
	PROBE(net, misbehaving_connection)                                                         \
	PROBE(net, block_header)                                                                   \
	PROBE(net, compact_block_reconstructed)                                                    \
	PROBE(mempool, added)                                                                      \
	PROBE(mempool, removed)                                                                    \
	PROBE(mempool, replaced)                                                                   \
	PROBE(mempool, rejected)                                                                   \
	PROBE(validation, block_connected)                                                         \
	PROBE(utxocache, add)                                                                      \
	PROBE(utxocache, spent)                                                                    \
	PROBE(utxocache, uncache)                                                                  \
	PROBE(utxocache, flush)

/* Counted up and down by the kernel for each tracer. */
#define SEMAPHORE(provider, name) \
	volatile unsigned short provider##_##name##_semaphore __attribute__((section(".probes")));
ALL_PROBES(SEMAPHORE)

#define FIRE(count, provider, name, ...)                               \
	do {                                                           \
		if (provider##_##name##_semaphore)                     \
			STAP_PROBE##count(provider, name, __VA_ARGS__); \
	} while (0)

void fire_message(const struct demo_message *m)
{
	if (m->inbound)
		FIRE(6, net, inbound_message, m->peer, m->address, m->connection_type, m->message_type, m->size,
		     m->payload);
	else
		FIRE(6, net, outbound_message, m->peer, m->address, m->connection_type, m->message_type, m->size,
		     m->payload);
}

#define FIRE_CONNECTION(name)                                                                      \
	void fire_##name(const struct demo_connection *c)                                          \
	{                                                                                          \
		FIRE(5, net, name, c->peer, c->address, c->connection_type, c->network,                 \
		     c->existing_or_established);                                                  \
	}
FIRE_CONNECTION(inbound_connection)
FIRE_CONNECTION(outbound_connection)
FIRE_CONNECTION(closed_connection)
FIRE_CONNECTION(evicted_inbound_connection)

void fire_misbehaving_connection(int64_t peer, const char *reason)
{
	FIRE(2, net, misbehaving_connection, peer, reason);
}

void fire_block_header(const struct block_header_event *e)
{
	const bool via_compact_block = e->via_compact_block;

	FIRE(4, net, block_header, e->height, (int64_t)e->peer, via_compact_block, e->hash);
}

void fire_compact_block_reconstructed(const struct compact_block_reconstructed_event *e)
{
	FIRE(7, net, compact_block_reconstructed, (int64_t)e->peer, e->prefilled, e->mempool, e->extra_pool,
	     e->requested, e->requested_bytes, e->hash);
}

void fire_mempool_added(const struct mempool_added_event *e)
{
	FIRE(3, mempool, added, e->txid, e->vsize, (int64_t)e->fee);
}

void fire_mempool_removed(const struct mempool_removed_event *e)
{
	FIRE(5, mempool, removed, e->txid, e->reason, e->vsize, (int64_t)e->fee, (uint64_t)e->entry_time);
}

void fire_mempool_replaced(const struct mempool_replaced_event *e)
{
	const bool by_transaction = e->by_transaction;

	FIRE(8, mempool, replaced, e->txid, e->vsize, (int64_t)e->fee, (uint64_t)e->entry_time, e->replacement,
	     e->replacement_vsize, (int64_t)e->replacement_fee, by_transaction);
}

void fire_mempool_rejected(const struct mempool_rejected_event *e)
{
	FIRE(2, mempool, rejected, e->txid, e->reason);
}

void fire_block_connected(const struct block_connected_event *e)
{
	FIRE(6, validation, block_connected, e->hash, e->height, (uint64_t)e->transactions, e->inputs,
	     (int64_t)e->sigops, (int64_t)e->duration_ns);
}

#define FIRE_COIN(name)                                                                            \
	void fire_coin_##name(const struct demo_coin *c)                                           \
	{                                                                                          \
		FIRE(5, utxocache, name, c->txid, c->output, c->height, c->value, c->coinbase);    \
	}
FIRE_COIN(add)
FIRE_COIN(spent)
FIRE_COIN(uncache)

void fire_cache_flushed(const struct cache_flushed_event *e)
{
	const bool for_prune = e->for_prune;

	FIRE(5, utxocache, flush, (int64_t)e->duration_us, e->mode, (uint64_t)e->coins, (uint64_t)e->bytes,
	     for_prune);
}

/* How many of the tracepoints somebody traces. */
static int traced(void)
{
#define TRACED(provider, name) + !!provider##_##name##_semaphore
	return 0 ALL_PROBES(TRACED);
}

void wait_for_tracer(void)
{
	/* Some tracers want all of the tracepoints, some a few, and attach to one after the other. */
#define ONE(provider, name) + 1
	/* Nobody traces the four of utxocache unless asked to. */
	const int look_us = 10000, all = 0 ALL_PROBES(ONE), usual = all - 4, settled_all = 5, settled_some = 50;
	int before = 0;

	for (int unchanged = 0; before == 0 || unchanged < (before >= usual ? settled_all : settled_some);
	     unchanged++) {
		const int now = traced();
		if (now != before)
			unchanged = 0;
		before = now;
		usleep(look_us);
	}
}
