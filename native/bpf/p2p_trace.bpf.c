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

static __always_inline bool wanted(void)
{
	__u32 only = state.only_pid;

	return !only || only == bpf_get_current_pid_tgid() >> 32;
}

static __always_inline __u64 next_sequence(void)
{
	return __sync_fetch_and_add(&state.events, 1) + 1;
}

static __always_inline int lose(void)
{
	__sync_fetch_and_add(&state.lost_pending, 1);
	__sync_fetch_and_add(&state.lost_ring_full, 1);
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
	if (kind != EVENT_MESSAGE_PIECE && state.lost_pending)
		header->lost_ring_full = __sync_lock_test_and_set(&state.lost_pending, 0);
	header->reserved = 0;
}

/* @return 0, or negative when a byte is unreadable. */
static __always_inline long read_bytes(void *to, __u64 n, const void *from, bool fault)
{
	long failed = bpf_probe_read_user(to, n, from);

	if (failed && fault)
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
static __always_inline void *reserve_and_read(__u32 offset, __u64 n, const void *from, bool fault,
					      long *failed)
{
	void *record;

#define TRY(capacity)                                                                \
	if (n <= (capacity)) {                                                       \
		record = bpf_ringbuf_reserve(&ring, offset + (capacity), 0);         \
		if (record)                                                          \
			*failed = read_bytes(record + offset, n, from, fault);       \
		barrier_var(record);                                                 \
		return record;                                                       \
	}
	TRY(48) TRY(80) TRY(144) TRY(208) TRY(336) TRY(592)
	TRY(1 << 10) TRY(1 << 11) TRY(1 << 12) TRY(1 << 13) TRY(1 << 14)
	TRY(1 << 15) TRY(1 << 16) TRY(1 << 17) TRY(RECORD_PAYLOAD)
#undef TRY
	return NULL;
}

/* Tells the reader at once that no more comes. It finds out by itself where even this has no room. */
static __always_inline int end_message(__u64 sequence, __u16 flags)
{
	struct message_piece *piece = bpf_ringbuf_reserve(&ring, sizeof(*piece), 0);

	if (piece) {
		stamp(&piece->header, EVENT_MESSAGE_PIECE, flags, sizeof(*piece), sequence);
		piece->offset = 0;
		piece->piece_length = 0;
		bpf_ringbuf_submit(piece, wake());
	}
	return flags;
}

static __always_inline int pieces(__u64 sequence, __u64 payload, __u64 from, __u64 to, bool fault)
{
	for (int i = 0; i <= MAX_PAYLOAD / RECORD_PAYLOAD && from < to; i++) {
		struct message_piece *piece;
		__u64 n = to - from;
		long failed = 0;

		if (n > RECORD_PAYLOAD)
			n = RECORD_PAYLOAD;
		piece = reserve_and_read(sizeof(*piece), n, (void *)(payload + from), fault,
					 &failed);
		if (!piece)
			return end_message(sequence, EVENT_RING_FULL);
		if (failed) {
			bpf_ringbuf_discard(piece, BPF_RB_NO_WAKEUP);
			return end_message(sequence, EVENT_UNREADABLE);
		}
		stamp(&piece->header, EVENT_MESSAGE_PIECE, 0, sizeof(*piece) + ((n + 7) & ~7ULL), sequence);
		piece->offset = from;
		piece->piece_length = n;
		bpf_ringbuf_submit(piece, wake());
		from += n;
	}
	return 0;
}

/*
 * What the message's first record had no room for. Global, so that the verifier looks at it once for
 * any arguments and not for each way that leads here; two of them, since newer kernels refuse the call
 * of a global function that might sleep. @return 0 or the flag of what went wrong.
 */
__noinline int send_pieces(__u64 sequence, __u64 payload, __u64 from, __u64 to)
{
	return pieces(sequence, payload, from, to, false);
}

__noinline int send_pieces_sleepable(__u64 sequence, __u64 payload, __u64 from, __u64 to)
{
	return pieces(sequence, payload, from, to, may_fault);
}

/* Each program is attached to several tracepoints; the cookie says to which: its enum event_kind. */

SEC("usdt")
int BPF_USDT(message, __s64 peer, const char *address, const char *connection_type,
	     const char *message_type, __u64 size, const void *payload)
{
	char short_address[ADDRESS_SIZE] = {};
	__u64 sequence, captured = size, in_head = 0;
	__u32 offset = MESSAGE_PAYLOAD_OFFSET;
	struct message_event *event;
	long address_length, failed = 0;
	__u16 flags = 0;

	if (!wanted())
		return 0;
	sequence = next_sequence();
	if (captured > snap_length) {
		captured = snap_length;
		flags |= EVENT_TRUNCATED;
		__sync_fetch_and_add(&state.truncated, 1);
	}

	address_length = read_string(short_address, sizeof(short_address), address);
	if (address_length < ADDRESS_SIZE) {
		in_head = captured < RECORD_PAYLOAD ? captured : RECORD_PAYLOAD;
		event = reserve_and_read(MESSAGE_PAYLOAD_OFFSET, in_head, payload, may_fault,
					 &failed);
		if (!event)
			return lose();
		__builtin_memcpy(event->address, short_address, sizeof(short_address));
	} else {
		offset = MESSAGE_LONG_PAYLOAD_OFFSET;
		event = bpf_ringbuf_reserve(&ring, MESSAGE_LONG_PAYLOAD_OFFSET, 0);
		if (!event)
			return lose();
		__builtin_memset(event->address, 0, LONG_ADDRESS_SIZE);
		address_length = read_string(event->address, LONG_ADDRESS_SIZE, address);
	}

	__builtin_memset(event->connection_type, 0, CONNECTION_TYPE_SIZE + MESSAGE_TYPE_SIZE);
	if (failed)
		captured = 0;
	if (failed || address_length < 0)
		flags |= EVENT_UNREADABLE;
	if (read_string(event->connection_type, CONNECTION_TYPE_SIZE, connection_type) < 0)
		flags |= EVENT_UNREADABLE;
	if (read_string(event->message_type, MESSAGE_TYPE_SIZE, message_type) < 0)
		flags |= EVENT_UNREADABLE;
	event->peer = peer;
	event->size = size;
	event->captured = captured;
	event->payload_offset = offset;
	stamp(&event->header, bpf_usdt_cookie(ctx), flags, offset + ((captured + 7) & ~7ULL), sequence);
	bpf_ringbuf_submit(event, wake());

	if (captured > in_head) {
		__u64 from = (__u64)payload;
		int cause = may_fault ? send_pieces_sleepable(sequence, from, in_head, captured) :
					send_pieces(sequence, from, in_head, captured);

		if (cause == EVENT_RING_FULL)
			__sync_fetch_and_add(&state.lost_ring_full, 1);
		flags |= cause;
	}
	if (flags & EVENT_UNREADABLE)
		__sync_fetch_and_add(&state.lost_unreadable, 1);
	return 0;
}

/* @return a zeroed event of this size, or null: not wanted, or lost. */
static __always_inline void *begin_event(struct pt_regs *ctx, __u32 size)
{
	struct event_header *event;
	__u64 sequence;

	if (!wanted())
		return NULL;
	sequence = next_sequence();
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
		__sync_fetch_and_add(&state.lost_unreadable, 1);
	}
	bpf_ringbuf_submit(event, wake());
	return 0;
}

SEC("usdt")
int BPF_USDT(connection, __s64 peer, const char *address, const char *connection_type,
	     __u32 network, __u64 existing_or_established)
{
	struct connection_event *event = begin_event(ctx, sizeof(*event));
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
	struct misbehaving_event *event = begin_event(ctx, sizeof(*event));

	if (!event)
		return 0;
	event->peer = peer;
	return end_event(&event->header, read_string(event->reason, REASON_SIZE, reason) < 0);
}
