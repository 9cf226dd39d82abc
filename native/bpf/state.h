/* SPDX-License-Identifier: MIT */
/* What the BPF programs and the reader share while tracing: one page of .bss, mapped by both. */
#pragma once

#include "frame.h"

/* How many message types and peers a filter can name. */
#define FILTER_TYPES 16
#define FILTER_PEERS 16

/*
 * What is traced: messages that match each part that is set; other events, which have no message type,
 * where the process matches, and the peer of those that have one. src/shared/helper/traceFilter.ts
 * writes the same.
 */
struct trace_filter {
	/* EVENT_INBOUND_MESSAGE or EVENT_OUTBOUND_MESSAGE; 0: both. */
	__u32 direction;
	/* How many of each list are set; 0: any. */
	__u32 type_count;
	__u32 peer_count;
	/* 0: every process of the binary. */
	__u32 pid;
	__s64 peers[FILTER_PEERS];
	/* As an event has them, and zeroes after the NUL. */
	char types[FILTER_TYPES][MESSAGE_TYPE_SIZE];
};

struct trace_state {
	/* Written by the reader: filters[filter & 1] is in force, it may write the other; 0: none is. */
	__u32 filter;
	/* Set by whoever wakes the reader, 0 only while it sleeps: one wake is enough. */
	__u32 reader_awake;
	/* Lost events that no later event has reported yet. */
	__u32 lost_pending;
	/* Written by the loader: 1 << enum coin_change, of each that is counted. */
	__u32 coin_changes;
	struct trace_totals totals;
	/* Bytes in the ring buffer when the latest record was submitted. */
	__u64 ring_used;
	struct trace_filter filters[2];
};

static_assert(sizeof(struct trace_filter) == 400, "trace_filter");
