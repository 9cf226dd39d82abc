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
#include <bpf/bpf_core_read.h>
#include <bpf/usdt.bpf.h>
#include "event.h"
#include "record_size.h"
#include "state.h"

/* The helpers for user memory and time are for GPL-compatible programs only. */
char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Set by the loader. */
const volatile __u64 snap_length = MAX_PAYLOAD;
const volatile __u64 wake_at = 4 * 1024 * 1024;
/* The programs are sleepable: memory that is not resident may be faulted in. */
const volatile bool may_fault = false;
/* Inode of the tracer's pid namespace; 0: the first, which numbers processes as the kernel itself does. */
const volatile __u32 pid_namespace = 0;

/* MAX_PID_NS_LEVEL, and the first. */
#define PID_LEVELS 33

volatile struct trace_state state;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024 * 1024);
} ring SEC(".maps");

/* What is read of the kernel's own; where it is, libbpf finds out. */
#define OF_KERNEL __attribute__((preserve_access_index))
struct ns_common { unsigned int inum; } OF_KERNEL;
struct pid_namespace { struct ns_common ns; } OF_KERNEL;
struct upid { int nr; struct pid_namespace *ns; } OF_KERNEL;
struct pid { unsigned int level; struct upid numbers[1]; } OF_KERNEL;
struct task_struct { struct task_struct *group_leader; struct pid *thread_pid; } OF_KERNEL;

/*
 * A process has a number in its own pid namespace and in each above it.
 * @return process and thread as the tracer's /proc has them, laid out as bpf_get_current_pid_tgid's; 0: it
 *   does not have them.
 */
static __always_inline __u64 current_id(void)
{
	struct task_struct *task;
	struct pid *process, *thread;

	if (!pid_namespace)
		return bpf_get_current_pid_tgid();
	task = (void *)bpf_get_current_task();
	thread = BPF_CORE_READ(task, thread_pid);
	process = BPF_CORE_READ(task, group_leader, thread_pid);
	for (__u32 level = 0; level < PID_LEVELS && level <= BPF_CORE_READ(process, level); level++) {
		const struct upid *of_process = &process->numbers[0], *of_thread = &thread->numbers[0];
		if (BPF_CORE_READ(of_process + level, ns, ns.inum) == pid_namespace)
			return (__u64)BPF_CORE_READ(of_process + level, nr) << 32 |
			       (__u32)BPF_CORE_READ(of_thread + level, nr);
	}
	return 0;
}

/* @return null: everything is wanted. */
static __always_inline const volatile struct trace_filter *filter(void)
{
	__u32 which = state.filter;

	return which ? &state.filters[which & 1] : NULL;
}

static __always_inline bool names_peer(const volatile struct trace_filter *filter, __s64 peer)
{
	if (filter->pid && filter->pid != current_id() >> 32)
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
	__u64 id = current_id();

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

/* Each program is attached to several tracepoints; the cookie says to which: its enum event_kind. */

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
	if (only && (!names_peer(only, peer) ||
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
