// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The least that a tracer of Bitcoin Core's messages has to do in the node's threads: arguments and
 * payload into a ring buffer, in records of one size, nobody woken. What the bench measures others by.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Bytes of each payload. */
const volatile __u64 room = 0;
__u64 lost = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024 * 1024);
} ring SEC(".maps");

struct record {
	__u64 time_ns, pid_tid, size;
	__s64 peer;
	char address[72], connection_type[24], message_type[16];
	char payload[];
};

SEC("usdt")
int BPF_USDT(message, __s64 peer, const char *address, const char *connection_type,
	     const char *message_type, __u64 size, const void *payload)
{
	struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record) + room, 0);

	if (!record) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	record->time_ns = bpf_ktime_get_ns();
	record->pid_tid = bpf_get_current_pid_tgid();
	record->peer = peer;
	record->size = size;
	bpf_probe_read_user_str(record->address, sizeof(record->address), address);
	bpf_probe_read_user_str(record->connection_type, sizeof(record->connection_type), connection_type);
	bpf_probe_read_user_str(record->message_type, sizeof(record->message_type), message_type);
	if (size <= room)
		bpf_probe_read_user(record->payload, size, payload);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 0;
}
