// SPDX-License-Identifier: MIT
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

static void die(const char *path, const char *why)
{
	fprintf(stderr, "demo-node: %s: %s\n", path, why);
	exit(1);
}

static unsigned char *read_all(const char *path, size_t *size)
{
	gzFile file = gzopen(path, "rb");
	unsigned char *bytes = NULL;
	size_t capacity = 0;
	int n;

	if (!file)
		die(path, "cannot be opened");
	*size = 0;
	do {
		if (*size == capacity) {
			capacity = capacity ? 2 * capacity : 1 << 20;
			bytes = realloc(bytes, capacity);
			if (!bytes)
				die(path, "is too large");
		}
		n = gzread(file, bytes + *size, capacity - *size);
		if (n < 0)
			die(path, "cannot be read");
		*size += n;
	} while (n > 0);
	gzclose(file);
	return bytes;
}

/* @return bytes that a frame of this kind has at least; 0: it cannot be played, and is skipped. */
static uint32_t needed_length(const struct event_header *event)
{
	switch (event->kind) {
	case EVENT_INBOUND_MESSAGE:
	case EVENT_OUTBOUND_MESSAGE:
		return sizeof(struct message_event);
	case EVENT_INBOUND_CONNECTION:
	case EVENT_OUTBOUND_CONNECTION:
	case EVENT_CLOSED_CONNECTION:
	case EVENT_EVICTED_INBOUND_CONNECTION:
		return sizeof(struct connection_event);
	case EVENT_MISBEHAVING_CONNECTION:
		return sizeof(struct misbehaving_event);
	case EVENT_BLOCK_HEADER:
		return sizeof(struct block_header_event);
	case EVENT_COMPACT_BLOCK_RECONSTRUCTED:
		return sizeof(struct compact_block_reconstructed_event);
	case EVENT_MEMPOOL_ADDED:
		return sizeof(struct mempool_added_event);
	case EVENT_MEMPOOL_REMOVED:
		return sizeof(struct mempool_removed_event);
	case EVENT_MEMPOOL_REPLACED:
		return sizeof(struct mempool_replaced_event);
	case EVENT_MEMPOOL_REJECTED:
		return sizeof(struct mempool_rejected_event);
	case EVENT_BLOCK_CONNECTED:
		return sizeof(struct block_connected_event);
	case EVENT_BLOCK_COINS:
		return sizeof(struct block_coins_event);
	case EVENT_CACHE_FLUSHED:
		return sizeof(struct cache_flushed_event);
	default:
		return 0;
	}
}

int64_t peer_of(const struct event_header *event)
{
	switch (event->kind) {
	case EVENT_MEMPOOL_ADDED:
	case EVENT_MEMPOOL_REMOVED:
	case EVENT_MEMPOOL_REPLACED:
	case EVENT_MEMPOOL_REJECTED:
	case EVENT_BLOCK_CONNECTED:
	case EVENT_BLOCK_COINS:
	case EVENT_CACHE_FLUSHED:
		return -1;
	default:
		/* The first field of every other event that can be played. */
		return *(const int64_t *)(event + 1);
	}
}

/* Messages that arrived in part are left out: the node would send what is not there. */
static int playable(const char *path, const struct event_header *event)
{
	const struct message_event *message = (const void *)event;
	const uint32_t needed = needed_length(event);

	if (event->length < needed)
		die(path, "has a frame that is too short");
	if (event->kind != EVENT_INBOUND_MESSAGE && event->kind != EVENT_OUTBOUND_MESSAGE)
		return needed != 0;
	if ((uint64_t)message->payload_offset + message->captured > event->length)
		die(path, "has a payload that is longer than its frame");
	return message->captured == message->size;
}

static int by_time(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->at_ns != y->at_ns)
		return x->at_ns < y->at_ns ? -1 : 1;
	return x->event < y->event ? -1 : 1;
}

/* Moves what happened after the round into the next one. @param after The first such step. */
static void fold(const char *path, struct session *session, int after, uint64_t end_ns)
{
	for (int i = after; i < session->count; i++) {
		session->steps[i].at_ns -= session->round_ns;
		session->steps[i].from_last_round = true;
		if (session->steps[i].at_ns >= end_ns)
			die(path, "has a visitor who stays longer than a round");
	}
	qsort(session->steps + session->round, session->count - session->round, sizeof(*session->steps),
	      by_time);
}

struct session load_session(const char *path)
{
	struct session session = { .highest_peer = -1 };
	size_t size, at = 0;
	unsigned char *bytes = read_all(path, &size);
	const struct hello_event *hello = (const void *)bytes;
	const struct event_header *event;
	uint64_t first_ns = 0, begin_ns = 0, end_ns = 0;
	int after = 0;

	if (size < sizeof(*hello) || hello->header.kind != EVENT_HELLO || hello->header.length < sizeof(*hello))
		die(path, "is not a capture file");
	/* All versions so far have the same events. */
	if (hello->version < 1 || hello->version > FORMAT_VERSION)
		die(path, "has a format version that this program does not know");
	session.wall_ns = hello->wall_ns;
	session.monotonic_ns = hello->monotonic_ns;

	session.steps = calloc(size / sizeof(*event), sizeof(*session.steps));
	if (!session.steps)
		die(path, "is too large");
	while (size - at >= sizeof(*event)) {
		event = (const void *)(bytes + at);
		if (event->length < sizeof(*event) || event->length % 8 || event->length > size - at)
			die(path, "has a frame of an impossible length");
		at += event->length;
		if (event->kind == SESSION_ROUND_BEGINS) {
			session.round = session.count;
			session.first_visitor = session.highest_peer + 1;
			begin_ns = event->time_ns;
		} else if (event->kind == SESSION_ROUND_ENDS) {
			session.has_marks = true;
			after = session.count;
			end_ns = event->time_ns;
		}
		if (!playable(path, event))
			continue;
		const int64_t peer = peer_of(event);
		if (peer > session.highest_peer)
			session.highest_peer = peer;
		if (session.count == 0)
			first_ns = event->time_ns;
		session.steps[session.count++] = (struct step){ event, event->time_ns - first_ns, false };
	}
	if (session.count == 0)
		die(path, "has no events");
	session.round_ns = session.has_marks ? end_ns - begin_ns : session.steps[session.count - 1].at_ns;
	if (session.has_marks)
		fold(path, &session, after, end_ns - first_ns);
	return session;
}
