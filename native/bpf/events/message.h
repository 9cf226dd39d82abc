/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* Messages between the node and a peer. `captured` payload bytes follow the struct, at payload_offset. */
#pragma once

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
#define MESSAGE_LONG_PAYLOAD_OFFSET (MESSAGE_PAYLOAD_OFFSET - ADDRESS_SIZE + LONG_ADDRESS_SIZE)

static_assert(sizeof(struct message_event) == MESSAGE_PAYLOAD_OFFSET, "message_event");

#ifdef __bpf__
#include "../record_size.h"

static __always_inline bool names_type(const volatile struct trace_filter *filter, const char *type)
{
	const __u64 *wanted = (const __u64 *)type;

	for (__u32 i = 0; i < FILTER_TYPES && i < filter->type_count; i++) {
		const volatile __u64 *named = (const volatile __u64 *)filter->types[i];
		if (named[0] == wanted[0] && named[1] == wanted[1])
			return true;
	}
	return !filter->type_count;
}

/* A function of its own: so the verifier goes through it once, and not for each size of record. */
__noinline int finish(struct message_event *event, const struct message_event *prepared)
{
	const struct event_header *header;

	if (!event || !prepared)
		return 0;
	header = &prepared->header;
	__builtin_memcpy(event, prepared, sizeof(*event));
	stamp(&event->header, header->kind, header->flags,
	      prepared->payload_offset + ((prepared->captured + 7) & ~7U), header->sequence);
	return 0;
}

SEC("usdt")
int BPF_USDT(message, __s64 peer, const char *address, const char *connection_type,
	     const char *message_type, __u64 size, const void *payload)
{
	struct message_event *event, prepared = { .peer = peer, .size = size };
	const volatile struct trace_filter *only = filter();
	__u64 captured = size, offset = MESSAGE_PAYLOAD_OFFSET, total;
	long address_length, failed = 0;
	/* In memory the verifier does not follow it, as it would each of its values through all that follows. */
	volatile __u16 *flags = &prepared.header.flags;

	prepared.header.kind = bpf_usdt_cookie(ctx);
	if (only && (!names_process(only) || !names_peer(only, peer) ||
		     (only->direction && only->direction != prepared.header.kind)))
		return 0;
	/* A type that cannot be read may be any. */
	if (read_string(prepared.message_type, MESSAGE_TYPE_SIZE, message_type) < 0)
		*flags |= EVENT_UNREADABLE;
	else if (only && !names_type(only, prepared.message_type))
		return 0;
	prepared.header.sequence = __sync_fetch_and_add(&state.totals.events, 1) + 1;
	if (captured > snap_length) {
		captured = snap_length;
		*flags |= EVENT_TRUNCATED;
	}
	address_length = read_string(prepared.address, ADDRESS_SIZE, address);
	if (address_length == ADDRESS_SIZE)
		offset = MESSAGE_LONG_PAYLOAD_OFFSET;
	if (address_length < 0 ||
	    read_string(prepared.connection_type, CONNECTION_TYPE_SIZE, connection_type) < 0)
		*flags |= EVENT_UNREADABLE;

	/*
	 * Older verifiers want a record to be compared with null once. All have to see the record's size
	 * together with what is read into it: barrier_var keeps the compiler from knowing that by another
	 * way, and from merging the branches.
	 */
	total = offset + captured;
	barrier_var(offset);
	barrier_var(total);
#define LEAF(size)                                                               \
	{                                                                        \
		event = bpf_ringbuf_reserve(&ring, size, 0);                     \
		if (!event)                                                      \
			goto full;                                               \
		failed = read_bytes((void *)event + offset, total - offset, payload); \
		barrier_var(event);                                              \
		goto begun;                                                      \
	}
	RECORD_SIZE(total)
full:
	/* Where there is no room for the payload, at least what the event says of it. */
	if (!captured)
		return lose();
	*flags |= EVENT_RING_FULL;
	captured = 0;
	if (offset == MESSAGE_PAYLOAD_OFFSET)
		event = bpf_ringbuf_reserve(&ring, MESSAGE_PAYLOAD_OFFSET, 0);
	else
		event = bpf_ringbuf_reserve(&ring, MESSAGE_LONG_PAYLOAD_OFFSET, 0);
	if (!event)
		return lose();
begun:
	if (failed) {
		*flags |= EVENT_UNREADABLE;
		captured = 0;
	}
	prepared.captured = captured;
	prepared.payload_offset = offset;
	finish(event, &prepared);
	if (offset == MESSAGE_LONG_PAYLOAD_OFFSET) {
		__builtin_memset(event->address, 0, LONG_ADDRESS_SIZE);
		if (read_string(event->address, LONG_ADDRESS_SIZE, address) < 0)
			event->header.flags = *flags |= EVENT_UNREADABLE;
	}
	bpf_ringbuf_submit(event, wake());

	if (*flags & EVENT_TRUNCATED)
		__sync_fetch_and_add(&state.totals.truncated, 1);
	if (*flags & EVENT_RING_FULL)
		__sync_fetch_and_add(&state.totals.lost_ring_full, 1);
	if (*flags & EVENT_UNREADABLE)
		__sync_fetch_and_add(&state.totals.lost_unreadable, 1);
	return 0;
}
#endif
