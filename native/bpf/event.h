/* SPDX-License-Identifier: MIT */
/*
 * The one definition of what the kernel hands to user space. The ring buffer, the socket and the
 * capture file all carry frames of this layout; src/shared/frames/layout.ts holds the same offsets and is
 * tested against what the C compiler says.
 *
 * Rules: little-endian, fixed width, every frame a multiple of 8 bytes and starting with struct
 * event_header. Strings end with NUL inside a fixed slot; bytes of a slot after the NUL are
 * undefined. A reader skips a kind that it does not know.
 */
#ifndef P2P_TRACE_EVENT_H
#define P2P_TRACE_EVENT_H

#include <linux/types.h>

/* Raised whenever a struct below changes. Carried by the hello frame. */
#define FORMAT_VERSION 1

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
/* Core documents at most 128 bytes for the reason of net:misbehaving_connection. */
#define REASON_SIZE 136

enum event_kind {
	/* Written by the helper, first in every stream and file. */
	EVENT_HELLO = 1,
	EVENT_INBOUND_MESSAGE = 2,
	EVENT_OUTBOUND_MESSAGE = 3,
	EVENT_INBOUND_CONNECTION = 4,
	EVENT_OUTBOUND_CONNECTION = 5,
	EVENT_CLOSED_CONNECTION = 6,
	EVENT_EVICTED_INBOUND_CONNECTION = 7,
	EVENT_MISBEHAVING_CONNECTION = 8,
	/* Written by the addon about once a second and at the end. */
	EVENT_STATISTICS = 10,
	/* Written by the helper: why it cannot trace, or why the trace ended. */
	EVENT_FAILURE = 11,
	/* 12 is written into capture files only: src/shared/frames/layout.ts. */
};

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

/* EVENT_INBOUND_MESSAGE, EVENT_OUTBOUND_MESSAGE; `captured` payload bytes follow at payload_offset. */
struct message_event {
	struct event_header header;
	__s64 peer;
	/* Payload bytes as the node has them. */
	__u64 size;
	/* Payload bytes that follow. */
	__u32 captured;
	/* MESSAGE_PAYLOAD_OFFSET or MESSAGE_LONG_PAYLOAD_OFFSET. The address slot ends there. */
	__u32 payload_offset;
	char connection_type[CONNECTION_TYPE_SIZE];
	char message_type[MESSAGE_TYPE_SIZE];
	/* LONG_ADDRESS_SIZE where payload_offset says so. */
	char address[ADDRESS_SIZE];
};

#define MESSAGE_PAYLOAD_OFFSET 176
#define MESSAGE_LONG_PAYLOAD_OFFSET 368

/* EVENT_INBOUND_CONNECTION, EVENT_OUTBOUND_CONNECTION, EVENT_CLOSED_CONNECTION, EVENT_EVICTED_… */
struct connection_event {
	struct event_header header;
	__s64 peer;
	/* enum Network of Core's netaddress.h: 1 IPv4, 2 IPv6, 3 onion, 4 I2P, 5 CJDNS. */
	__u32 network;
	__u32 reserved;
	/* Opened: connections of that direction, with this one. Closed, evicted: unix seconds when established. */
	__u64 existing_or_established;
	char connection_type[CONNECTION_TYPE_SIZE];
	char address[LONG_ADDRESS_SIZE];
};

struct misbehaving_event {
	struct event_header header;
	__s64 peer;
	char reason[REASON_SIZE];
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

/* EVENT_STATISTICS */
struct statistics_event {
	struct event_header header;
	struct trace_totals totals;
	/* Of the ring buffer: bytes not yet drained when the latest event was written, and its size. */
	__u64 ring_used;
	__u64 ring_size;
};

#define P2P_TRACE_ASSERT(what) _Static_assert(what, #what)
#ifndef __cplusplus
P2P_TRACE_ASSERT(sizeof(struct event_header) == 40);
P2P_TRACE_ASSERT(sizeof(struct message_event) == MESSAGE_PAYLOAD_OFFSET);
P2P_TRACE_ASSERT(MESSAGE_LONG_PAYLOAD_OFFSET ==
		 MESSAGE_PAYLOAD_OFFSET - ADDRESS_SIZE + LONG_ADDRESS_SIZE);
P2P_TRACE_ASSERT(sizeof(struct connection_event) == 352);
P2P_TRACE_ASSERT(sizeof(struct misbehaving_event) == 184);
P2P_TRACE_ASSERT(sizeof(struct statistics_event) == 88);
#endif

#endif
