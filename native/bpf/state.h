/* SPDX-License-Identifier: MIT */
/* What the BPF programs and the reader share while tracing: one page of .bss, mapped by both. */
#ifndef P2P_TRACE_STATE_H
#define P2P_TRACE_STATE_H

#include <linux/types.h>

/* The reader is woken when this part of the ring buffer is full: a sixteenth. */
#define WAKE_FRACTION 16

struct trace_state {
	/* Written by the reader: trace this process only; 0 for every process of the binary. */
	__u32 only_pid;
	/* 1 from the wake-up, or the reader's own start, until the ring is drained: one wake is enough. */
	__u32 reader_awake;
	/* Lost events that no later event has reported yet. */
	__u32 lost_pending;
	__u32 reserved;
	/* Totals, as in struct statistics_event. `events` is the last sequence number. */
	__u64 events;
	__u64 lost_ring_full;
	__u64 lost_unreadable;
	__u64 truncated;
};

#endif
