/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/* Connections that are opened, closed or evicted. */
#pragma once

struct connection_event {
	struct event_header header;
	__s64 peer;
	/* enum Network of Core's netaddress.h: 1 IPv4, 2 IPv6, 3 onion, 4 I2P, 5 CJDNS. */
	__u32 network;
	__u32 reserved;
	/* Opened: connections of that direction, with this one. Closed, evicted: unix seconds when established. */
	__u64 existing_or_established;
	char connection_type[CONNECTION_TYPE_SIZE];
	char address[LONG_ADDRESS_SIZE];
};

static_assert(sizeof(struct connection_event) == 352, "connection_event");

#ifdef __bpf__
SEC("usdt")
int BPF_USDT(connection, __s64 peer, const char *address, const char *connection_type,
	     __u32 network, __u64 existing_or_established)
{
	struct connection_event *event = begin_event(ctx, &peer, sizeof(*event));
	long read;

	if (!event)
		return 0;
	event->peer = peer;
	event->network = network;
	event->existing_or_established = existing_or_established;
	read = read_string(event->connection_type, CONNECTION_TYPE_SIZE, connection_type);
	if (read_string(event->address, LONG_ADDRESS_SIZE, address) < 0)
		read = -1;
	return end_event(&event->header, read < 0);
}
#endif
