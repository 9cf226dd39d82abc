/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* A peer that broke a rule of the protocol, and why. */
#pragma once

struct misbehaving_event {
	struct event_header header;
	__s64 peer;
	char reason[REASON_SIZE];
};

static_assert(sizeof(struct misbehaving_event) == 184, "misbehaving_event");

#ifdef __bpf__
SEC("usdt")
int BPF_USDT(misbehaving, __s64 peer, const char *reason)
{
	struct misbehaving_event *event = begin_event(ctx, &peer, sizeof(*event));

	if (!event)
		return 0;
	event->peer = peer;
	return end_event(&event->header, read_string(event->reason, REASON_SIZE, reason) < 0);
}
#endif
