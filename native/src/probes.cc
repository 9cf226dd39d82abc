// SPDX-License-Identifier: MIT
#include "probes.h"

#include <algorithm>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include "../bpf/event.h"
#include "p2p_trace.skel.h"

static_assert(LIBBPF_MAJOR_VERSION >= 1, "libbpf 1.0 or newer is needed (Debian 12, Ubuntu 24.04)");

#define ONE(...) + 1
/*
 * Places of all probes together: one of each, and four that a compiler may have made more of. Letting go of
 * one takes some 80 ms where it is a perf event, more on a busy machine, and the helper is to end within
 * three seconds after its client, whatever the binary is.
 */
static constexpr std::size_t MAX_SITES = 4 TRACEPOINTS(ONE) COUNTED(ONE);
/* Open at a time: 64 of Node's, and two for each of up to 32 sites. shield() leaves the helper no more. */
static constexpr rlim_t FILES = 128;
static_assert(64 + 2 * MAX_SITES <= FILES, "too few files");
/* The first pid namespace's inode: PROC_PID_INIT_INO. */
static constexpr ino_t FIRST_PID_NAMESPACE = 0xeffffffc;

/* libbpf's warnings of the latest attempt, one line. One thread opens tracers: JavaScript's. */
static std::string lastWords;

static int remember(libbpf_print_level level, const char *format, va_list arguments)
{
	char line[512];

	if (level != LIBBPF_WARN || lastWords.size() > 2000)
		return 0;
	std::vsnprintf(line, sizeof(line), format, arguments);
	line[std::strcspn(line, "\n")] = 0;
	lastWords += (lastWords.empty() ? ": " : "; ") + std::string(line);
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

/* @param error negative errno, or 0. */
[[noreturn]] static void fail(const std::string &detail, int error)
{
	/* The verifier too says EACCES, but to root only. */
	if (error == -EPERM || (error == -EACCES && geteuid() != 0))
		throw Failure("not-permitted", detail);
	if (const auto lack = error == -ENOSYS ? "the bpf system call (CONFIG_BPF_SYSCALL)" : missing(); !lack.empty())
		throw Failure("kernel-lacks", lack + "; " + detail);
	throw Failure("attach-failed", detail);
}

Probes::Probes(const Options &options) : skeleton_(nullptr, p2p_trace_bpf::destroy)
{
	/*
	 * A file that is written to while breakpoints are set in it crashes what is started from it then. So
	 * whoever opens it to write has to wait until they are gone, where the file system and our rights allow
	 * that, and we get SIGIO. Nor does what is looked at now change before it is attached to.
	 */
	if (fcntl(lease_ = open(options.binary.c_str(), O_RDONLY | O_CLOEXEC), F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN)
		throw Failure("no-target", "somebody is writing to it");
	rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_cur < FILES)
		fail("too few files may be open, it takes a limit of 128 (ulimit -n 128)", 0);
	const Notes notes(options.binary);
	const Sites inbound = notes.find("net", "inbound_message", ""),
		    outbound = notes.find("net", "outbound_message", "");
	if (inbound.count + outbound.count == 0)
		throw Failure("no-probes", "it has neither net:inbound_message nor net:outbound_message");
	libbpf_set_print(remember);
	try {
		/* Sleepable programs fault in what is not resident (Linux 6.0 or newer). */
		load(options, true);
		attach(options, notes);
	} catch (const Failure &failure) {
		if (std::strcmp(failure.code, "attach-failed") != 0)
			throw;
		load(options, false);
		attach(options, notes);
	}
	if (options.filter.pid && notes.isUntouched(options.filter.pid, inbound.count ? inbound : outbound))
		fail("the process runs an older copy of its binary, which an overlay file system has replaced: "
		     "restart the node", 0);
}

void Probes::load(const Options &options, bool sleepable)
{
	struct stat own;

	lastWords.clear();
	links_.clear();
	tracepoints_.clear();
	unattached_.clear();
	skeleton_.reset(p2p_trace_bpf::open());
	if (!skeleton_)
		fail(std::string("opening the BPF object: ") + std::strerror(errno) + lastWords, -errno);
	skeleton_->rodata->snap_length = std::min<std::uint32_t>(options.snapLength, MAX_PAYLOAD);
	skeleton_->rodata->wake_at = options.ringSize / 4;
	skeleton_->rodata->may_fault = sleepable;
	if (stat("/proc/self/ns/pid", &own) == 0 && own.st_ino != FIRST_PID_NAMESPACE)
		skeleton_->rodata->pid_namespace = own.st_ino;
	setFilter(options.filter);
	int error = bpf_map__set_max_entries(skeleton_->maps.ring, options.ringSize);
	bpf_program *program;
	bpf_object__for_each_program(program, skeleton_->obj)
		if (!error && sleepable)
			error = bpf_program__set_flags(program, BPF_F_SLEEPABLE);
	if (!error)
		error = p2p_trace_bpf::load(skeleton_.get());
	if (error)
		fail(std::string("loading the BPF programs: ") + std::strerror(-error) + lastWords, error);
}

/* Files of this process by which the kernel keeps probes attached. */
static std::set<int> attachments()
{
	std::set<int> files;
	const std::unique_ptr<DIR, int (*)(DIR *)> all(opendir("/proc/self/fd"), closedir);
	while (const dirent *entry = all ? readdir(all.get()) : nullptr) {
		char name[64] = {};
		if (readlinkat(dirfd(all.get()), entry->d_name, name, sizeof(name) - 1) < 0)
			continue;
		for (const char *kind : { "bpf_link", "bpf-link", "[perf_event]" })
			if (std::strstr(name, kind))
				files.insert(std::atoi(entry->d_name));
	}
	return files;
}

void Probes::attach(const Options &options, const Notes &notes)
{
	const std::set<int> others = attachments();
#define TRACEPOINT(provider, name, kind, number, program, arguments, required) \
	{ #provider, #name, arguments, kind, skeleton_->progs.program, required },
	const struct {
		std::string provider, name, arguments;
		__u64 cookie;
		bpf_program *program;
		bool required;
	} all[] = { TRACEPOINTS(TRACEPOINT) COUNTED(TRACEPOINT) };
	std::size_t places = 0;
	for (const auto &point : all) {
		const Sites sites = notes.find(point.provider, point.name, point.arguments);
		const std::string shown = (point.provider == "net" ? "" : point.provider + ":") + point.name;
		int error = 0;
		/* An old binary does not have all; but without one of messages, half of them would be missing. */
		if ((sites.count == 0 && !point.required) || (point.provider == "utxocache" && !options.coins))
			continue;
		places += sites.count;
		std::string reason = sites.count == 0 ? "the binary does not have it" :
				     places > MAX_SITES ? "the binary has probes in more than " + std::to_string(MAX_SITES) + " places" :
				     !sites.unreadable.empty() ?
				     "libbpf " + libbpf() + " cannot read its operand " + sites.unreadable :
				     sites.unknown.empty() ? "" :
				     "its arguments are " + sites.unknown + ", expected are " + point.arguments +
				     " (bytes of each, - where signed): another version of Bitcoin Core";
		if (reason.empty()) {
			LIBBPF_OPTS(bpf_usdt_opts, opts, .usdt_cookie = point.cookie);
			lastWords.clear();
			/* -1: every process of the binary, also those that start later. */
			bpf_link *link = bpf_program__attach_usdt(point.program, -1, options.binary.c_str(),
								  point.provider.c_str(), point.name.c_str(), &opts);
			if (link) {
				links_.emplace_back(link, bpf_link__destroy);
				tracepoints_.push_back(shown);
				if (point.program == skeleton_->progs.coin)
					state()->coin_changes |= 1 << point.cookie;
				continue;
			}
			error = -errno;
			reason = std::strerror(errno) + lastWords;
		}
		if (sites.count && point.required)
			fail(point.provider + ":" + point.name + ": " + reason, error);
		unattached_.emplace_back(shown, reason);
	}
	for (const int file : attachments())
		if (!others.count(file))
			held_.insert(file);
}

void Probes::detach()
{
	std::vector<std::thread> threads;

	/*
	 * Letting go of a file waits until no thread is in its probe any more. All wait at once: each puts another file
	 * in its place, which libbpf, whose links are for one thread, closes afterwards.
	 */
	for (const int file : std::exchange(held_, {})) {
		const auto release = [this, file] { dup3(ringFd(), file, O_CLOEXEC); };
		try {
			threads.emplace_back(release);
		} catch (const std::system_error &) {
			release();
		}
	}
	for (auto &thread : threads)
		thread.join();
	links_.clear();
	close(std::exchange(lease_, -1));
}

void Probes::setFilter(const trace_filter &filter)
{
	const bool everything = !filter.direction && !filter.type_count && !filter.peer_count && !filter.pid;
	const __u32 other = (state()->filter & 1) + 1;

	state()->filters[other & 1] = filter;
	__atomic_store_n(&state()->filter, everything ? 0 : other, __ATOMIC_RELEASE);
}

int Probes::ringFd() const { return bpf_map__fd(skeleton_->maps.ring); }
trace_state *Probes::state() const { return &skeleton_->bss->state; }

std::string Probes::libbpf() { return libbpf_version_string() + std::strlen("v"); }
