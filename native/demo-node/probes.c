// SPDX-License-Identifier: MIT
#include "probes.h"

#include <unistd.h>

#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

/* Counted up and down by the kernel for each tracer. */
#define SEMAPHORE(name) \
	volatile unsigned short net_##name##_semaphore __attribute__((section(".probes")))
SEMAPHORE(inbound_message);
SEMAPHORE(outbound_message);
SEMAPHORE(inbound_connection);
SEMAPHORE(outbound_connection);
SEMAPHORE(closed_connection);
SEMAPHORE(evicted_inbound_connection);
SEMAPHORE(misbehaving_connection);

#define FIRE(count, name, ...)                                    \
	do {                                                      \
		if (net_##name##_semaphore)                       \
			STAP_PROBE##count(net, name, __VA_ARGS__); \
	} while (0)

void fire_message(const struct demo_message *m)
{
	if (m->inbound)
		FIRE(6, inbound_message, m->peer, m->address, m->connection_type, m->message_type, m->size,
		     m->payload);
	else
		FIRE(6, outbound_message, m->peer, m->address, m->connection_type, m->message_type, m->size,
		     m->payload);
}

#define FIRE_CONNECTION(name)                                                                      \
	void fire_##name(const struct demo_connection *c)                                          \
	{                                                                                          \
		FIRE(5, name, c->peer, c->address, c->connection_type, c->network,                 \
		     c->existing_or_established);                                                  \
	}
FIRE_CONNECTION(inbound_connection)
FIRE_CONNECTION(outbound_connection)
FIRE_CONNECTION(closed_connection)
FIRE_CONNECTION(evicted_inbound_connection)

void fire_misbehaving_connection(int64_t peer, const char *reason)
{
	FIRE(2, misbehaving_connection, peer, reason);
}

void wait_for_tracer(void)
{
	/* Some tracers want all of the tracepoints, some a few, and attach to one after the other. */
	const int look_us = 10000, all = 7, settled_all = 5, settled_some = 50;
	int before = 0;

	for (int unchanged = 0; before == 0 || unchanged < (before == all ? settled_all : settled_some);
	     unchanged++) {
		const int now = !!net_inbound_message_semaphore + !!net_outbound_message_semaphore +
				!!net_inbound_connection_semaphore + !!net_outbound_connection_semaphore +
				!!net_closed_connection_semaphore +
				!!net_evicted_inbound_connection_semaphore +
				!!net_misbehaving_connection_semaphore;
		if (now != before)
			unchanged = 0;
		before = now;
		usleep(look_us);
	}
}
