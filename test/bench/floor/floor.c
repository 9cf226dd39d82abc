// SPDX-License-Identifier: MIT
/*
 * Usage: floor BINARY BYTES: traces messages; floor BINARY effects: what becomes of transactions and blocks.
 * Takes records out of the ring buffer until a signal; see floor.bpf.c.
 */
#include <bpf/libbpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "floor.skel.h"

#define LOOK_EVERY_US 20000

static volatile sig_atomic_t ending;
static char taken[8 << 20];
static unsigned long records;

static void end(int signal)
{
	(void)signal;
	ending = 1;
}

/* A reader that keeps nothing has to take it at least. */
static int take(void *context, void *record, size_t size)
{
	(void)context;
	memcpy(taken, record, size < sizeof(taken) ? size : sizeof(taken));
	records++;
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *provider, *name, *program;
	} messages[] = { { "net", "inbound_message", "message" }, { "net", "outbound_message", "message" }, {} },
	  effects[] = { { "mempool", "added", "added" },
			{ "mempool", "removed", "removed" },
			{ "mempool", "replaced", "replaced" },
			{ "mempool", "rejected", "rejected" },
			{ "validation", "block_connected", "block_connected" },
			{} },
	  *probes = messages;
	struct bpf_link *links[8] = {};
	struct ring_buffer *ring;
	struct floor_bpf *skeleton;

	if (argc != 3 || !(skeleton = floor_bpf__open()))
		return 2;
	if (strcmp(argv[2], "effects") == 0)
		probes = effects;
	skeleton->rodata->room = strtoul(argv[2], NULL, 10);
	if (floor_bpf__load(skeleton))
		return 1;
	ring = ring_buffer__new(bpf_map__fd(skeleton->maps.ring), take, NULL, NULL);
	for (int i = 0; probes[i].name; i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(skeleton->obj, probes[i].program);
		links[i] = bpf_program__attach_usdt(program, -1, argv[1], probes[i].provider, probes[i].name, NULL);
		if (!links[i])
			return 1;
	}
	signal(SIGINT, end);
	signal(SIGTERM, end);
	puts("attached");
	fflush(stdout);
	while (!ending) {
		usleep(LOOK_EVERY_US);
		ring_buffer__consume(ring);
	}
	for (int i = 0; links[i]; i++)
		bpf_link__destroy(links[i]);
	ring_buffer__consume(ring);
	printf("records %lu lost %llu\n", records, (unsigned long long)skeleton->bss->lost);
	return 0;
}
