// SPDX-License-Identifier: MIT
/* Prints, of all payloads and both addresses, whose record is too small or the largest by its size: JSON. */
#include <stdio.h>
#include "../../native/bpf/event.h"
#include "../../native/bpf/record_size.h"

/* Of the ring buffer's own, before each record (BPF_RINGBUF_HDR_SZ). */
#define RING_HEADER 8

static unsigned record_size(unsigned total)
{
#define LEAF(size) return size;
	RECORD_SIZE(total)
}

int main(void)
{
	const unsigned offsets[] = { MESSAGE_PAYLOAD_OFFSET, MESSAGE_LONG_PAYLOAD_OFFSET };
	unsigned too_small = 0, smallest = record_size(MESSAGE_PAYLOAD_OFFSET);
	double most = 0;

	for (int i = 0; i < 2; i++)
		for (unsigned n = 0; n <= MAX_PAYLOAD; n++) {
			const unsigned frame = offsets[i] + ((n + 7) & ~7u), size = record_size(offsets[i] + n);
			const double waste = (double)(RING_HEADER + size) / (RING_HEADER + frame) - 1;
			too_small += size < frame || size % 8;
			most = waste > most ? waste : most;
		}
	printf("{\"tooSmall\": %u, \"smallest\": %u, \"most\": %f}\n", too_small, smallest, most);
	return 0;
}
