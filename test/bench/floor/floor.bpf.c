// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The least that a tracer of Bitcoin Core's messages, and of what becomes of transactions and blocks, has to do in the
 * node's threads: arguments and payload into a ring buffer, in records of one size, nobody woken. What the bench
 * measures others by.
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

/* What became of a transaction or block: 40 bytes for its arguments, then its hash, another one and a reason. */
struct effect {
	__u64 time_ns, pid_tid;
	__s64 arguments[5];
	unsigned char hash[32];
};

struct effect_with_hash {
	struct effect effect;
	unsigned char other[32];
};

struct effect_with_reason {
	struct effect effect;
	char reason[136];
};

static __always_inline void *effect(__u32 size, const void *hash)
{
	struct effect *record = bpf_ringbuf_reserve(&ring, size, 0);

	if (!record) {
		__sync_fetch_and_add(&lost, 1);
		return NULL;
	}
	record->time_ns = bpf_ktime_get_ns();
	record->pid_tid = bpf_get_current_pid_tgid();
	bpf_probe_read_user(record->hash, sizeof(record->hash), hash);
	return record;
}

SEC("usdt")
int BPF_USDT(added, const void *txid, __s32 vsize, __s64 fee)
{
	struct effect *record = effect(sizeof(*record), txid);

	if (!record)
		return 0;
	record->arguments[0] = vsize;
	record->arguments[1] = fee;
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("usdt")
int BPF_USDT(removed, const void *txid, const char *reason, __s32 vsize, __s64 fee, __u64 entry_time)
{
	struct effect_with_reason *record = effect(sizeof(*record), txid);

	if (!record)
		return 0;
	record->effect.arguments[0] = vsize;
	record->effect.arguments[1] = fee;
	record->effect.arguments[2] = entry_time;
	bpf_probe_read_user_str(record->reason, sizeof(record->reason), reason);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("usdt")
int BPF_USDT(replaced, const void *txid, __s32 vsize, __s64 fee, __u64 entry_time, const void *replacement,
	     __s32 replacement_vsize, __s64 replacement_fee, bool by_transaction)
{
	struct effect_with_hash *record = effect(sizeof(*record), txid);

	if (!record)
		return 0;
	record->effect.arguments[0] = vsize;
	record->effect.arguments[1] = fee;
	record->effect.arguments[2] = entry_time;
	record->effect.arguments[3] = replacement_fee;
	record->effect.arguments[4] = (__s64)replacement_vsize << 1 | by_transaction;
	bpf_probe_read_user(record->other, sizeof(record->other), replacement);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("usdt")
int BPF_USDT(rejected, const void *txid, const char *reason)
{
	struct effect_with_reason *record = effect(sizeof(*record), txid);

	if (!record)
		return 0;
	bpf_probe_read_user_str(record->reason, sizeof(record->reason), reason);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("usdt")
int BPF_USDT(block_connected, const void *hash, __s32 height, __u64 transactions, __s32 inputs, __s64 sigops,
	     __u64 duration_ns)
{
	struct effect *record = effect(sizeof(*record), hash);

	if (!record)
		return 0;
	record->arguments[0] = height;
	record->arguments[1] = transactions;
	record->arguments[2] = inputs;
	record->arguments[3] = sigops;
	record->arguments[4] = duration_ns;
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 0;
}
