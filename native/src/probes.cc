// SPDX-License-Identifier: MIT
#include "probes.h"

#include <algorithm>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <linux/bpf.h>
#include <unistd.h>
#include "../bpf/event.h"
#include "p2p_trace.skel.h"

#if LIBBPF_MAJOR_VERSION < 1
#error "libbpf 1.0 or newer is needed (Debian 12, Ubuntu 24.04)"
#endif

/* libbpf's warnings of the latest attempt, one line. One thread opens tracers: JavaScript's. */
static std::string lastWords;

static int remember(libbpf_print_level level, const char *format, va_list arguments)
{
	char line[512];

	if (level != LIBBPF_WARN || lastWords.size() > 2000)
		return 0;
	std::vsnprintf(line, sizeof(line), format, arguments);
	line[std::strcspn(line, "\n")] = 0;
	lastWords += (lastWords.empty() ? "" : "; ") + std::string(line);
	return 0;
}

/* What a kernel must have, or empty. Asked only after something failed. */
static std::string missing()
{
	if (access("/sys/kernel/btf/vmlinux", R_OK) != 0)
		return "BTF: /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)";
	if (access("/sys/bus/event_source/devices/uprobe/type", R_OK) != 0)
		return "uprobes: /sys/bus/event_source/devices/uprobe (CONFIG_UPROBE_EVENTS)";
	if (libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, nullptr) == 0)
		return "the BPF ring buffer (Linux 5.8 or newer)";
	return "";
}

/* @param error negative errno. */
[[noreturn]] static void fail(const char *what, int error)
{
	const std::string detail = std::string(what) + ": " + std::strerror(-error) +
				   (lastWords.empty() ? "" : " (" + lastWords + ")");

	/* The verifier too says EACCES, but to root only. */
	if (error == -EPERM || (error == -EACCES && geteuid() != 0))
		throw Failure("not-permitted", detail);
	const std::string lack = error == -ENOSYS ? "the bpf system call (CONFIG_BPF_SYSCALL)" : missing();
	if (!lack.empty())
		throw Failure("kernel-lacks", lack + "; " + detail);
	throw Failure("attach-failed", detail);
}

Probes::Probes(const Options &options) : skeleton_(nullptr, p2p_trace_bpf::destroy)
{
	if (options.ringSize < 4096 || (options.ringSize & (options.ringSize - 1)) != 0)
		throw Failure("bad-arguments", "ringSize is no power of two from 4096");
	libbpf_set_print(remember);
	try {
		/* Sleepable programs fault in what is not resident (Linux 6.0 or newer). */
		load(options, true);
		attach(options);
	} catch (const Failure &failure) {
		if (std::strcmp(failure.code, "attach-failed") != 0)
			throw;
		detach();
		load(options, false);
		attach(options);
	}
}

void Probes::load(const Options &options, bool sleepable)
{
	lastWords.clear();
	skeleton_.reset(p2p_trace_bpf::open());
	if (!skeleton_)
		fail("opening the BPF object", -errno);
	skeleton_->rodata->snap_length = std::min<std::uint32_t>(options.snapLength, MAX_PAYLOAD);
	skeleton_->rodata->wake_at = options.ringSize / 4;
	skeleton_->rodata->may_fault = sleepable;
	setFilter(options.filter);
	int error = bpf_map__set_max_entries(skeleton_->maps.ring, options.ringSize);
	for (bpf_program *program : { skeleton_->progs.message, skeleton_->progs.connection,
				      skeleton_->progs.misbehaving })
		if (!error && sleepable)
			error = bpf_program__set_flags(program, BPF_F_SLEEPABLE);
	if (!error)
		error = p2p_trace_bpf::load(skeleton_.get());
	if (error)
		fail("loading the BPF programs", error);
}

void Probes::attach(const Options &options)
{
	struct Tracepoint {
		const char *name;
		event_kind kind;
		bpf_program *program;
		bool required;
	};
	const auto &progs = skeleton_->progs;
	const Tracepoint all[] = {
		{ "inbound_message", EVENT_INBOUND_MESSAGE, progs.message, true },
		{ "outbound_message", EVENT_OUTBOUND_MESSAGE, progs.message, true },
		{ "inbound_connection", EVENT_INBOUND_CONNECTION, progs.connection, false },
		{ "outbound_connection", EVENT_OUTBOUND_CONNECTION, progs.connection, false },
		{ "closed_connection", EVENT_CLOSED_CONNECTION, progs.connection, false },
		{ "evicted_inbound_connection", EVENT_EVICTED_INBOUND_CONNECTION, progs.connection, false },
		{ "misbehaving_connection", EVENT_MISBEHAVING_CONNECTION, progs.misbehaving, false },
	};

	for (const Tracepoint &point : all) {
		LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = static_cast<__u64>(point.kind));
		/* -1: every process of the binary, also those that start later. */
		bpf_link *link = bpf_program__attach_usdt(point.program, -1, options.binary.c_str(), "net",
							  point.name, &opts);
		if (link) {
			links_.emplace_back(link, bpf_link__destroy);
			tracepoints_.push_back(point.name);
		} else if (errno != ENOENT && point.required) {
			fail(point.name, -errno);
		}
		if (point.kind == EVENT_OUTBOUND_MESSAGE && links_.empty())
			throw Failure("no-probes", options.binary + " has no net:inbound_message or "
						   "net:outbound_message tracepoint");
	}
}

void Probes::detach()
{
	links_.clear();
	tracepoints_.clear();
}

void Probes::setFilter(const trace_filter &filter)
{
	const bool any = !filter.direction && !filter.type_count && !filter.peer_count && !filter.pid;
	const __u32 other = (state()->filter & 1) + 1;

	state()->filters[other & 1] = filter;
	__atomic_store_n(&state()->filter, any ? 0 : other, __ATOMIC_RELEASE);
}

int Probes::ringFd() const
{
	return bpf_map__fd(skeleton_->maps.ring);
}

trace_state *Probes::state() const
{
	return &skeleton_->bss->state;
}

std::string Probes::libbpf()
{
	return std::to_string(libbpf_major_version()) + "." + std::to_string(libbpf_minor_version());
}
