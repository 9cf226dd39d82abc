/* SPDX-License-Identifier: MIT */
#ifndef DEMO_SESSION_H
#define DEMO_SESSION_H

#include <stdint.h>
#include "../bpf/event.h"

/* A capture file in memory: the frames of events, in recorded order. */
struct session {
	uint64_t wall_ns, monotonic_ns;
	const struct event_header **events;
	int count;
	int64_t highest_peer;
};

/* Reads a capture file, gzipped or not; says what is wrong with it and exits with 1. */
struct session load_session(const char *path);

#endif
