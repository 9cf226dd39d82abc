/* SPDX-License-Identifier: MIT */
/*
 * Every kind of frame that the kernel and user space know. src/shared/events/eventKinds.ts is the twin
 * of the list, and is tested against it.
 */
#pragma once

#include "frame.h"
/* Each has the struct of its frames and, for the kernel, the program that writes them. */
#include "events/connection.h"
#include "events/message.h"
#include "events/misbehaving.h"

/*
 * TRACEPOINT(provider, name, kind, its number, program, whether the trace is refused where it cannot be
 * attached). A number is 1 to 255 and is never given to another kind; gaps are allowed.
 */
#define TRACEPOINTS(TRACEPOINT) \
	TRACEPOINT(net, inbound_message, EVENT_INBOUND_MESSAGE, 2, message, true) \
	TRACEPOINT(net, outbound_message, EVENT_OUTBOUND_MESSAGE, 3, message, true) \
	TRACEPOINT(net, inbound_connection, EVENT_INBOUND_CONNECTION, 4, connection, false) \
	TRACEPOINT(net, outbound_connection, EVENT_OUTBOUND_CONNECTION, 5, connection, false) \
	TRACEPOINT(net, closed_connection, EVENT_CLOSED_CONNECTION, 6, connection, false) \
	TRACEPOINT(net, evicted_inbound_connection, EVENT_EVICTED_INBOUND_CONNECTION, 7, connection, false) \
	TRACEPOINT(net, misbehaving_connection, EVENT_MISBEHAVING_CONNECTION, 8, misbehaving, false)

enum event_kind {
#define KIND(provider, name, kind, number, ...) kind = number,
	TRACEPOINTS(KIND)
	/* Written by the helper, first in every stream and file. */
	EVENT_HELLO = 1,
	/* Written by the addon about once a second and at the end. */
	EVENT_STATISTICS = 10,
	/* Written by the helper: why it cannot trace, or why the trace ended. */
	EVENT_FAILURE = 11,
	/*
	 * 12 (a gap in a capture file) and 13 (a node: who a process is) are written by the client only:
	 * src/shared/frames/layout.ts.
	 */
};
