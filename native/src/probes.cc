// SPDX-License-Identifier: MIT
#include "probes.h"

#include <algorithm>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
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

static void checkTarget(const std::string &binary)
{
	char magic[SELFMAG] = {};
	const int fd = open(binary.c_str(), O_RDONLY | O_CLOEXEC);
	const int error = errno;

	if (fd < 0)
		throw Failure(error == EACCES || error == EPERM ? "not-permitted" : "no-target",
			      "open " + binary + ": " + std::strerror(error));
	const ssize_t n = read(fd, magic, sizeof(magic));
	close(fd);
	if (n != SELFMAG || std::memcmp(magic, ELFMAG, SELFMAG) != 0)
		throw Failure("no-target", binary + " is not an ELF binary");
}

/* As the kernel tells of our own links: newer libbpf and kernels use uprobe_multi. */
static std::string describeLinks()
{
	std::error_code error;

	for (const auto &file : std::filesystem::directory_iterator("/proc/self/fdinfo", error)) {
		std::ifstream info(file.path());
		for (std::string line; std::getline(info, line);)
			if (line.find("uprobe_multi") != std::string::npos)
				return "uprobe_multi";
	}
	return "perf events";
}

Probes::Probes(const Options &options)
{
	if (options.ringSize < 4096 || (options.ringSize & (options.ringSize - 1)) != 0)
		throw Failure("bad-arguments", "ringSize is no power of two from 4096");
	checkTarget(options.binary);
	libbpf_set_print(remember);
	try {
		/* Sleepable programs fault in what is not resident (Linux 6.0 or newer). */
		attempt(options, true);
	} catch (const Failure &failure) {
		if (std::strcmp(failure.code, "attach-failed") != 0)
			throw;
		attempt(options, false);
	}
	attachMode_ = describeLinks();
}

Probes::~Probes()
{
	detach();
	p2p_trace_bpf::destroy(skeleton_);
}

void Probes::attempt(const Options &options, bool sleepable)
{
	try {
		load(options, sleepable);
		attach(options);
	} catch (...) {
		detach();
		p2p_trace_bpf::destroy(skeleton_);
		throw;
	}
}

void Probes::load(const Options &options, bool sleepable)
{
	lastWords.clear();
	skeleton_ = p2p_trace_bpf::open();
	if (!skeleton_)
		fail("opening the BPF object", -errno);
	skeleton_->rodata->snap_length = std::min<std::uint32_t>(options.snapLength, MAX_PAYLOAD);
	skeleton_->rodata->wake_at = options.ringSize / 4;
	skeleton_->rodata->may_fault = sleepable;
	onlyPid(options.pid);
	setFilter(options.filter);
	int error = bpf_map__set_max_entries(skeleton_->maps.ring, options.ringSize);
	for (bpf_program *program : { skeleton_->progs.message, skeleton_->progs.connection,
				      skeleton_->progs.misbehaving })
		if (!error && sleepable)
			error = bpf_program__set_flags(program, BPF_F_SLEEPABLE);
	if (!error)
		error = p2p_trace_bpf::load(skeleton_);
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
			links_.push_back(link);
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
	for (bpf_link *link : links_)
		bpf_link__destroy(link);
	links_.clear();
	tracepoints_.clear();
}

void Probes::onlyPid(std::uint32_t pid)
{
	__atomic_store_n(&state()->only_pid, pid, __ATOMIC_RELAXED);
}

void Probes::setFilter(const trace_filter &filter)
{
	const bool any = !filter.direction && !filter.type_count && !filter.peer_count;
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
