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
	default:
		return 0;
	}
}

/* Messages that arrived in part are left out: the node would send what is not there. */
static int playable(const char *path, const struct event_header *event)
{
	const struct message_event *message = (const void *)event;
	const uint32_t needed = needed_length(event);

	if (event->length < needed)
		die(path, "has a frame that is too short");
	if (needed != sizeof(*message))
		return needed != 0;
	if ((uint64_t)message->payload_offset + message->captured > event->length)
		die(path, "has a payload that is longer than its frame");
	return message->captured == message->size;
}

struct session load_session(const char *path)
{
	struct session session = { 0 };
	size_t size, at = 0;
	unsigned char *bytes = read_all(path, &size);
	const struct hello_event *hello = (const void *)bytes;
	const struct event_header *event;

	if (size < sizeof(*hello) || hello->header.kind != EVENT_HELLO || hello->header.length < sizeof(*hello))
		die(path, "is not a capture file");
	/* All versions so far have the same events. */
	if (hello->version < 1 || hello->version > FORMAT_VERSION)
		die(path, "has a format version that this program does not know");
	session.wall_ns = hello->wall_ns;
	session.monotonic_ns = hello->monotonic_ns;

	session.events = calloc(size / sizeof(*event), sizeof(*session.events));
	if (!session.events)
		die(path, "is too large");
	while (size - at >= sizeof(*event)) {
		event = (const void *)(bytes + at);
		if (event->length < sizeof(*event) || event->length % 8 || event->length > size - at)
			die(path, "has a frame of an impossible length");
		at += event->length;
		if (!playable(path, event))
			continue;
		/* The peer id is the first field of every event that can be played. */
		const int64_t peer = *(const int64_t *)(event + 1);
		if (peer > session.highest_peer)
			session.highest_peer = peer;
		session.events[session.count++] = event;
	}
	if (session.count == 0)
		die(path, "has no events");
	return session;
}
