/* SPDX-License-Identifier: MIT */
/*
 * What all frames have in common, and the frames that no tracepoint causes. The ring buffer, the socket
 * and the capture file all carry frames of this layout; src/shared/frames/layout.ts holds the same
 * offsets and is tested against what the C compiler says.
 *
 * Rules: little-endian, fixed width, every frame a multiple of 8 bytes and starting with struct
 * event_header. Strings end with NUL inside a fixed slot; bytes of a slot after the NUL are
 * undefined. A reader skips a kind that it does not know.
 */
#pragma once

#include <linux/types.h>

/*
 * Carried by the hello frame, and raised whenever a frame changes in a way that an older reader would
 * misunderstand. 2 added node frames, which say who a process is. Readers also read 1.
 */
#define FORMAT_VERSION 2

/* MAX_PROTOCOL_MESSAGE_LENGTH of Bitcoin Core's net.h. */
#define MAX_PAYLOAD 4000000

/* "outbound-full-relay" is the longest that Core has today (ConnectionTypeAsString). */
#define CONNECTION_TYPE_SIZE 24
/* 12 bytes on the wire (CMessageHeader::MESSAGE_TYPE_SIZE) plus NUL. */
#define MESSAGE_TYPE_SIZE 16
/* An onion v3 address with port is 68 bytes plus NUL. */
#define ADDRESS_SIZE 72
/* A host name is at most 253 bytes; with port and NUL 260. */
#define LONG_ADDRESS_SIZE 264
/* Core documents at most 128 bytes for net:misbehaving_connection, 118 for mempool:rejected. */
#define REASON_SIZE 136
/* Of a transaction or block, as Core keeps it in memory: shown from its end. */
#define HASH_SIZE 32

enum event_flags {
	/* Cut by the user's snap length (or by MAX_PAYLOAD): captured < size. */
	EVENT_TRUNCATED = 1,
	/* The payload found no room in the ring buffer: captured < size, the rest is lost. */
	EVENT_RING_FULL = 2,
	/* Part of the arguments or of the payload could not be read from the node: lost likewise. */
	EVENT_UNREADABLE = 4,
	/* Of statistics: the last ones. All that the kernel held stands before them. */
	EVENT_FINAL = 8,
};

struct event_header {
	/* Bytes of the whole frame with this header, a multiple of 8. */
	__u32 length;
	__u16 kind;
	__u16 flags;
	/*
	 * Counts every event that passed the filters, from 1, over all threads, whether it got through
	 * or not: a number that never arrives is a lost event. Threads that fire at the same moment may
	 * arrive slightly out of order. 0 for frames that no probe caused.
	 */
	__u64 sequence;
	/* CLOCK_MONOTONIC, nanoseconds. */
	__u64 time_ns;
	__u32 pid;
	__u32 tid;
	/*
	 * Events that never arrived since the last one that did, the ring buffer being full. An event
	 * that arrives in part says so in its own flags.
	 */
	__u32 lost_ring_full;
	__u32 reserved;
};

/* Since the trace began. */
struct trace_totals {
	/* Events that passed the filters, lost ones included: the last sequence number. */
	__u64 events;
	/* Events that never arrived, or without their payload, because the ring buffer was full. */
	__u64 lost_ring_full;
	/* Events that arrived with something unreadable. */
	__u64 lost_unreadable;
	/* Events that arrived cut by the snap length. */
	__u64 truncated;
};

/* EVENT_HELLO; after it come strings, each after its length in a __u32: docs/capture-format.md. */
struct hello_event {
	struct event_header header;
	__u32 version, reserved;
	/* The same moment on two clocks, nanoseconds: wall (unix) and CLOCK_MONOTONIC. */
	__u64 wall_ns, monotonic_ns;
};

/* EVENT_STATISTICS */
struct statistics_event {
	struct event_header header;
	struct trace_totals totals;
	/* Of the ring buffer: bytes not yet drained when the latest event was written, and its size. */
	__u64 ring_used;
	__u64 ring_size;
};

#ifndef __cplusplus
#define static_assert _Static_assert
#endif
static_assert(sizeof(struct event_header) == 40, "event_header");
static_assert(sizeof(struct hello_event) == 64, "hello_event");
static_assert(sizeof(struct statistics_event) == 88, "statistics_event");
