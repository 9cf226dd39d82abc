/* SPDX-License-Identifier: MIT */
/* What the BPF programs and the reader share while tracing: one page of .bss, mapped by both. */
#ifndef P2P_TRACE_STATE_H
#define P2P_TRACE_STATE_H

#include <linux/types.h>

struct trace_state {
	/* Written by the reader: trace this process only; 0 for every process of the binary. */
	__u32 only_pid;
	/* Set by whoever wakes the reader, 0 only while it sleeps: one wake is enough. */
	__u32 reader_awake;
	/* Lost events that no later event has reported yet. */
	__u32 lost_pending;
	__u32 reserved;
	/* Totals, as in struct statistics_event. `events` is the last sequence number. */
	__u64 events;
	__u64 lost_ring_full;
	__u64 lost_unreadable;
	__u64 truncated;
	/* Bytes in the ring buffer when the latest record was submitted. */
	__u64 ring_used;
};

#endif
