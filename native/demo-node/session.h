/* SPDX-License-Identifier: MIT */
#ifndef DEMO_SESSION_H
#define DEMO_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include "../bpf/event.h"

/*
 * A session that goes round has two marks: frames without content, of kinds that every other reader
 * skips. What stands before the first is the arrival of peers that stay for ever, and is played once.
 * From the first mark to the second is a round, in which visitors come and go. What stands after the
 * second is what the visitors did who were still there at the end of the round, up to their leaving.
 */
enum { SESSION_ROUND_BEGINS = 200, SESSION_ROUND_ENDS = 201 };

struct step {
	const struct event_header *event;
	/* Since the first event. */
	uint64_t at_ns;
	/* By a visitor who came in the round before. */
	bool from_last_round;
};

/*
 * A capture file in memory: its events in the order in which they are played. A session without marks
 * is a round of visitors alone.
 */
struct session {
	uint64_t wall_ns, monotonic_ns;
	struct step *steps;
	int count;
	/* The first step of the round. */
	int round;
	uint64_t round_ns;
	bool has_marks;
	/* Recorded ids up to here are of peers that stay; all higher ones are of visitors. */
	int64_t first_visitor, highest_peer;
};

/* @return the recorded id of the peer that an event is of; -1: it is one of the node itself. */
int64_t peer_of(const struct event_header *event);

/* Reads a capture file, gzipped or not; says what is wrong with it and exits with 1. */
struct session load_session(const char *path);

#endif
