// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Bitcoin Core's net:* tracepoints (doc/tracing.md) into one ring buffer. Everything here runs in
 * the node's own threads, several at a time and preemptible: no scratch memory is shared, nothing
 * waits, and what cannot be delivered is counted.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>
#include "event.h"
#include "state.h"

/* The helpers for user memory and time are for GPL-compatible programs only. */
char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Set by the loader. */
const volatile __u64 snap_length = MAX_PAYLOAD;
const volatile __u64 wake_at = 4 * 1024 * 1024;
/* The programs are sleepable: memory that is not resident may be faulted in. */
const volatile bool may_fault = false;

volatile struct trace_state state;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024 * 1024);
} ring SEC(".maps");

/* @return null: everything is wanted. */
static __always_inline const volatile struct trace_filter *filter(void)
{
	__u32 which = state.filter;

	return which ? &state.filters[which & 1] : NULL;
}

static __always_inline bool names_peer(const volatile struct trace_filter *filter, __s64 peer)
{
	if (filter->pid && filter->pid != bpf_get_current_pid_tgid() >> 32)
		return false;
	for (__u32 i = 0; i < FILTER_PEERS && i < filter->peer_count; i++)
		if (filter->peers[i] == peer)
			return true;
	return !filter->peer_count;
}

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

static __always_inline int lose(void)
{
	__sync_fetch_and_add(&state.lost_pending, 1);
	__sync_fetch_and_add(&state.totals.lost_ring_full, 1);
	return 0;
}

/* The reader looks often by itself; it is woken only when the ring fills faster than that. */
static __always_inline __u64 wake(void)
{
	__u64 used = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);

	state.ring_used = used;
	if (used < wake_at || state.reader_awake)
		return BPF_RB_NO_WAKEUP;
	state.reader_awake = 1;
	return BPF_RB_FORCE_WAKEUP;
}

static __always_inline void stamp(struct event_header *header, __u16 kind, __u16 flags,
				  __u32 length, __u64 sequence)
{
	__u64 id = bpf_get_current_pid_tgid();

	header->length = length;
	header->kind = kind;
	header->flags = flags;
	header->sequence = sequence;
	header->time_ns = bpf_ktime_get_ns();
	header->pid = id >> 32;
	header->tid = id;
	header->lost_ring_full = 0;
	if (state.lost_pending)
		header->lost_ring_full = __sync_lock_test_and_set(&state.lost_pending, 0);
	header->reserved = 0;
}

/* @return 0, or negative when a byte is unreadable. */
static __always_inline long read_bytes(void *to, __u64 n, const void *from)
{
	long failed = bpf_probe_read_user(to, n, from);

	if (failed && may_fault)
		failed = bpf_copy_from_user(to, n, from);
	return failed;
}

/* @param size of the slot, below a page. @return bytes with NUL, `size` when cut, negative: none. */
static __always_inline long read_string(char *slot, __u32 size, const char *from)
{
	long n = bpf_probe_read_user_str(slot, size, from);
	char byte;

	if (n < 0 && may_fault) {
		/* The string lies in one page or two. */
		bpf_copy_from_user(&byte, 1, from);
		bpf_copy_from_user(&byte, 1, from + size - 1);
		n = bpf_probe_read_user_str(slot, size, from);
	}
	return n;
}

/*
 * Reserves a record of `offset` bytes and n more, and reads these from the node. A reservation's size
 * must be a constant, so it is the first of some that suffices. barrier_var keeps the compiler from
 * merging the branches: the verifier has to see n and the size together.
 */
static __always_inline void *reserve_and_read(__u32 offset, __u64 n, const void *from, long *failed)
{
	void *record;

#define TRY(capacity)                                                                \
	if (n <= (capacity)) {                                                       \
		record = bpf_ringbuf_reserve(&ring, offset + (capacity), 0);         \
		if (record)                                                          \
			*failed = read_bytes(record + offset, n, from);              \
		barrier_var(record);                                                 \
		return record;                                                       \
	}
	/* Behind a long address, which is rare, a few will do: each costs the verifier time. */
	if (offset == MESSAGE_PAYLOAD_OFFSET) {
		TRY(48) TRY(80) TRY(144) TRY(208) TRY(336) TRY(592)
		TRY(1 << 10) TRY(1 << 11) TRY(1 << 12) TRY(1 << 13) TRY(1 << 14)
		TRY(1 << 15) TRY(1 << 16) TRY(1 << 17) TRY(1 << 18) TRY(3 << 17)
		TRY(1 << 19) TRY(3 << 18) TRY(1 << 20) TRY(3 << 19) TRY(1 << 21)
		TRY(3 << 20)
	}
	TRY(1 << 10) TRY(1 << 15) TRY(1 << 20) TRY(MAX_PAYLOAD)
#undef TRY
	return NULL;
}

/* As above; where there is no room for the payload, at least for what the event says of it. */
static __always_inline struct message_event *begin_message(__u32 offset, __u64 *captured,
							   const void *payload, long *failed,
							   __u16 *flags)
{
	struct message_event *event = reserve_and_read(offset, *captured, payload, failed);

	if (event)
		return event;
	if (*captured)
		*flags |= EVENT_RING_FULL;
	*captured = 0;
	return bpf_ringbuf_reserve(&ring, offset, 0);
}

/* Each program is attached to several tracepoints; the cookie says to which: its enum event_kind. */

SEC("usdt")
int BPF_USDT(message, __s64 peer, const char *address, const char *connection_type,
	     const char *message_type, __u64 size, const void *payload)
{
	char type[MESSAGE_TYPE_SIZE] __attribute__((aligned(8))) = {}, short_address[ADDRESS_SIZE] = {};
	const volatile struct trace_filter *only = filter();
	__u32 kind, offset = MESSAGE_PAYLOAD_OFFSET;
	__u64 sequence, captured = size;
	struct message_event *event;
	long address_length, failed = 0;
	__u16 flags = 0;

	kind = bpf_usdt_cookie(ctx);
	if (only && (!names_peer(only, peer) || (only->direction && only->direction != kind)))
		return 0;
	/* A type that cannot be read may be any. */
	if (read_string(type, sizeof(type), message_type) < 0)
		flags |= EVENT_UNREADABLE;
	else if (only && !names_type(only, type))
		return 0;
	sequence = __sync_fetch_and_add(&state.totals.events, 1) + 1;
	if (captured > snap_length) {
		captured = snap_length;
		flags |= EVENT_TRUNCATED;
	}

	address_length = read_string(short_address, sizeof(short_address), address);
	if (address_length < ADDRESS_SIZE) {
		event = begin_message(MESSAGE_PAYLOAD_OFFSET, &captured, payload, &failed, &flags);
		if (!event)
			return lose();
		__builtin_memcpy(event->address, short_address, sizeof(short_address));
	} else {
		offset = MESSAGE_LONG_PAYLOAD_OFFSET;
		event = begin_message(MESSAGE_LONG_PAYLOAD_OFFSET, &captured, payload, &failed, &flags);
		if (!event)
			return lose();
		__builtin_memset(event->address, 0, LONG_ADDRESS_SIZE);
		address_length = read_string(event->address, LONG_ADDRESS_SIZE, address);
	}

	__builtin_memset(event->connection_type, 0, CONNECTION_TYPE_SIZE);
	__builtin_memcpy(event->message_type, type, sizeof(type));
	if (read_string(event->connection_type, CONNECTION_TYPE_SIZE, connection_type) < 0 ||
	    address_length < 0 || failed)
		flags |= EVENT_UNREADABLE;
	if (failed)
		captured = 0;
	event->peer = peer;
	event->size = size;
	event->captured = captured;
	event->payload_offset = offset;
	stamp(&event->header, kind, flags, offset + ((captured + 7) & ~7ULL), sequence);
	bpf_ringbuf_submit(event, wake());

	if (flags & EVENT_TRUNCATED)
		__sync_fetch_and_add(&state.totals.truncated, 1);
	if (flags & EVENT_RING_FULL)
		__sync_fetch_and_add(&state.totals.lost_ring_full, 1);
	if (flags & EVENT_UNREADABLE)
		__sync_fetch_and_add(&state.totals.lost_unreadable, 1);
	return 0;
}

/* @return a zeroed event of this size, or null: not wanted, or lost. */
static __always_inline void *begin_event(struct pt_regs *ctx, __s64 peer, __u32 size)
{
	const volatile struct trace_filter *only = filter();
	struct event_header *event;
	__u64 sequence;

	if (only && !names_peer(only, peer))
		return NULL;
	sequence = __sync_fetch_and_add(&state.totals.events, 1) + 1;
	event = bpf_ringbuf_reserve(&ring, size, 0);
	if (!event) {
		lose();
		return NULL;
	}
	__builtin_memset(event, 0, size);
	stamp(event, bpf_usdt_cookie(ctx), 0, size, sequence);
	return event;
}

static __always_inline int end_event(struct event_header *event, bool unreadable)
{
	if (unreadable) {
		event->flags = EVENT_UNREADABLE;
		__sync_fetch_and_add(&state.totals.lost_unreadable, 1);
	}
	bpf_ringbuf_submit(event, wake());
	return 0;
}

SEC("usdt")
int BPF_USDT(connection, __s64 peer, const char *address, const char *connection_type,
	     __u32 network, __u64 existing_or_established)
{
	struct connection_event *event = begin_event(ctx, peer, sizeof(*event));
	long read;

	if (!event)
		return 0;
	event->peer = peer;
	event->network = network;
	event->existing_or_established = existing_or_established;
	read = read_string(event->connection_type, CONNECTION_TYPE_SIZE, connection_type);
	if (read_string(event->address, LONG_ADDRESS_SIZE, address) < 0)
		read = -1;
	return end_event(&event->header, read < 0);
}

SEC("usdt")
int BPF_USDT(misbehaving, __s64 peer, const char *reason)
{
	struct misbehaving_event *event = begin_event(ctx, peer, sizeof(*event));

	if (!event)
		return 0;
	event->peer = peer;
	return end_event(&event->header, read_string(event->reason, REASON_SIZE, reason) < 0);
}
