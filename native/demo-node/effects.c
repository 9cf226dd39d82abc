// SPDX-License-Identifier: MIT
#include "effects.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include "probes.h"

/* Hashes and reasons as long as Core's are, in memory that is written to, as Core's is. */
static struct mempool_added_event added = { .txid = { 1 }, .fee = 1234, .vsize = 152 };
static struct mempool_removed_event removed = { .txid = { 2 }, .fee = 1234, .vsize = 152, .entry_time = 1700000000,
						.reason = "sizelimit" };
static struct mempool_replaced_event replaced = { .txid = { 3 }, .fee = 1234, .vsize = 152, .entry_time = 1700000000,
						  .replacement = { 4 }, .replacement_fee = 5678,
						  .replacement_vsize = 152, .by_transaction = 1 };
static struct mempool_rejected_event rejected = { .txid = { 5 }, .reason = "min relay fee not met, 0 < 152" };
static struct block_connected_event connected = { .hash = { 6 }, .height = 840123, .inputs = 7000,
						  .transactions = 3050, .sigops = 9000, .duration_ns = 210000000 };

static const struct demo_coin coin = { added.txid, 1, 840123, 1234, false };

static uint64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

#define MEASURE(name, hash, fire)                                             \
	do {                                                                  \
		const uint64_t begin = cpu_ns();                              \
		for (long i = 0; i < count; i++) {                            \
			hash[31] = i;                                         \
			fire;                                                 \
		}                                                             \
		printf(name " %" PRIu64 "\n", cpu_ns() - begin);              \
	} while (0)

void run_effects(long count)
{
	MEASURE("mempool:added", added.txid, fire_mempool_added(&added));
	MEASURE("mempool:removed", removed.txid, fire_mempool_removed(&removed));
	MEASURE("mempool:replaced", replaced.txid, fire_mempool_replaced(&replaced));
	MEASURE("mempool:rejected", rejected.txid, fire_mempool_rejected(&rejected));
	MEASURE("validation:block_connected", connected.hash, fire_block_connected(&connected));
	MEASURE("utxocache:add", added.txid, fire_coin_add(&coin));
}
