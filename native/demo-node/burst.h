/* SPDX-License-Identifier: MIT */
#ifndef DEMO_BURST_H
#define DEMO_BURST_H

#include <stdbool.h>
#include <stdint.h>

/* Where payloads lie. */
enum burst_memory {
	/* Read and written before. */
	MEMORY_RESIDENT,
	/* A file's pages that nobody has touched yet. */
	MEMORY_UNTOUCHED,
	/* Cannot be read at all. */
	MEMORY_UNREADABLE,
};

struct burst {
	long count;
	/* Messages a second, of all threads together; 0: as fast as possible. */
	double rate;
	uint64_t size;
	int threads;
	/* Every second message is outbound; else all are inbound. */
	bool both_directions;
	enum burst_memory memory;
	/* Bytes of the address. */
	int address_length;
};

struct burst_times {
	/* From the first message to the last, ns. */
	uint64_t elapsed;
	/* Spent by the threads together, ns: what it costs where others want the processor too. */
	uint64_t cpu;
};

/*
 * Fires `count` messages, shared evenly by threads of which each is a peer.
 * Message i of peer p has, at each multiple of 4096 bytes, the 8 bytes of (p << 32 | i), as far as
 * they fit; any other byte at offset o is o * 7 modulo 251. (Untouched memory: zeroes in place of the
 * counters.)
 */
struct burst_times run_burst(const struct burst *burst);

#endif
