/* SPDX-License-Identifier: MIT */
/*
 * Every kind of frame that the kernel and user space know. src/shared/events/eventKinds.ts is the twin
 * of the list, and is tested against it.
 */
#pragma once

#include "frame.h"
/* Each has the struct of its frames and, for the kernel, the program that writes them. */
#include "events/block.h"
#include "events/coins.h"
#include "events/connection.h"
#include "events/mempool.h"
#include "events/message.h"
#include "events/misbehaving.h"

/*
 * TRACEPOINT(provider, name, kind, its number, program, arguments, whether the trace is refused where it
 * cannot be attached). A number is 1 to 255 and is never given to another kind, nor to a frame of the client's;
 * gaps are allowed: net has 2 to 9 and 20 to 31, mempool 32 to 39, validation 40 to 47, utxocache 48 to 55.
 * Those of utxocache are attached on request only.
 *
 * Arguments are what Core's doc/tracing.md and its source say, as notes have them: of each its bytes, after a
 * minus where it is signed; what only some versions of Core have stands after an "or". A probe with other ones is
 * another version's, and is not attached.
 */
#define TRACEPOINTS(TRACEPOINT) \
	TRACEPOINT(net, inbound_message, EVENT_INBOUND_MESSAGE, 2, message, "-8 8 8 8 8 8", true) \
	TRACEPOINT(net, outbound_message, EVENT_OUTBOUND_MESSAGE, 3, message, "-8 8 8 8 8 8", true) \
	TRACEPOINT(net, inbound_connection, EVENT_INBOUND_CONNECTION, 4, connection, "-8 8 8 4 8", false) \
	TRACEPOINT(net, outbound_connection, EVENT_OUTBOUND_CONNECTION, 5, connection, "-8 8 8 4 8", false) \
	TRACEPOINT(net, closed_connection, EVENT_CLOSED_CONNECTION, 6, connection, \
		   "-8 8 8 4 8 or -8 8 8 4 -8", false) \
	TRACEPOINT(net, evicted_inbound_connection, EVENT_EVICTED_INBOUND_CONNECTION, 7, connection, \
		   "-8 8 8 4 8 or -8 8 8 4 -8", false) \
	TRACEPOINT(net, misbehaving_connection, EVENT_MISBEHAVING_CONNECTION, 8, misbehaving, "-8 8", false) \
	/* As Core's pull request 35368 has them in its functional test. */ \
	TRACEPOINT(net, block_header, EVENT_BLOCK_HEADER, 20, block_header, "-4 -8 1 8", false) \
	TRACEPOINT(net, compact_block_reconstructed, EVENT_COMPACT_BLOCK_RECONSTRUCTED, 21, \
		   compact_block_reconstructed, "-8 4 4 4 4 4 8", false) \
	TRACEPOINT(mempool, added, EVENT_MEMPOOL_ADDED, 32, mempool_added, "8 -4 -8", false) \
	TRACEPOINT(mempool, removed, EVENT_MEMPOOL_REMOVED, 33, mempool_removed, "8 8 -4 -8 8", false) \
	/* Core 26 to 28 know of no packages, and lack the last one. */ \
	TRACEPOINT(mempool, replaced, EVENT_MEMPOOL_REPLACED, 34, mempool_replaced, \
		   "8 -4 -8 8 8 -4 -8 1 or 8 -4 -8 8 8 -4 -8", false) \
	TRACEPOINT(mempool, rejected, EVENT_MEMPOOL_REJECTED, 35, mempool_rejected, "8 8", false) \
	/* Of sigops and nanoseconds the documentation says that they are not signed. */ \
	TRACEPOINT(validation, block_connected, EVENT_BLOCK_CONNECTED, 40, block_connected, \
		   "8 -4 8 -4 -8 -8 or 8 -4 8 -4 8 8", false) \
	TRACEPOINT(utxocache, flush, EVENT_CACHE_FLUSHED, 49, cache_flushed, "-8 4 8 8 1", false)

/* The same of tracepoints that are counted, in EVENT_BLOCK_COINS: an enum coin_change in place of a kind. */
#define COUNTED(TRACEPOINT) \
	TRACEPOINT(utxocache, add, COINS_ADDED, , coin, "8 4 4 -8 1", false) \
	TRACEPOINT(utxocache, spent, COINS_SPENT, , coin, "8 4 4 -8 1", false) \
	TRACEPOINT(utxocache, uncache, COINS_UNCACHED, , coin, "8 4 4 -8 1", false)

enum event_kind {
#define KIND(provider, name, kind, number, ...) kind = number,
	TRACEPOINTS(KIND)
	/* Written by the helper, first in every stream and file. */
	EVENT_HELLO = 1,
	/* Written by the addon about once a second and at the end. */
	EVENT_STATISTICS = 10,
	/* Written by the helper: why it cannot trace, or why the trace ended. */
	EVENT_FAILURE = 11,
	/*
	 * 12 (a gap in a capture file), 13 (a node: who a process is), 14 (a bookmark), 15 (names of peers) and
	 * 16 (filters) are written by the client only: docs/capture-format.md.
	 */
};
