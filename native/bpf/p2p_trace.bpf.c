// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Bitcoin Core's tracepoints (doc/tracing.md) into one ring buffer: what the programs, which are in
 * events/, have in common. Everything here runs in the node's own threads, several at a time and
 * preemptible: no scratch memory is shared, nothing waits, and what cannot be delivered is counted.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include <bpf/usdt.bpf.h>
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

static __always_inline bool names_process(const volatile struct trace_filter *filter)
{
	return !filter->pid || filter->pid == current_id() >> 32;
}

static __always_inline bool names_peer(const volatile struct trace_filter *filter, __s64 peer)
{
	for (__u32 i = 0; i < FILTER_PEERS && i < filter->peer_count; i++)
		if (filter->peers[i] == peer)
			return true;
	return !filter->peer_count;
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
	header->lost_ring_full = state.lost_pending ? __sync_lock_test_and_set(&state.lost_pending, 0) : 0;
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
 * @param peer null: the event is one of the node itself, and only the filter's process matters.
 * @return a zeroed event of this size, or null: not wanted, or lost.
 */
static __always_inline void *begin_event(struct pt_regs *ctx, const __s64 *peer, __u32 size)
{
	const volatile struct trace_filter *only = filter();
	struct event_header *event;
	__u64 sequence;

	if (only && !(names_process(only) && (!peer || names_peer(only, *peer))))
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

/* The programs. One may have several tracepoints: the cookie is the enum event_kind of the one that fired. */
#include "event.h"
