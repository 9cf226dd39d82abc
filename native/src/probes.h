// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>
#include "../bpf/state.h"
#include "notes.h"

struct bpf_link;
struct p2p_trace_bpf;

struct Options {
	/* Opened by libbpf; may be a link in /proc. */
	std::string binary;
	/* Bytes, a power of two. */
	std::uint32_t ringSize;
	/* Payload bytes per message. */
	std::uint32_t snapLength;
	/* What becomes of coins, too. */
	bool coins;
	trace_filter filter;
};

/* The BPF programs, loaded and attached to one binary for as long as this lives. */
class Probes {
public:
	/* Throws Failure. */
	explicit Probes(const Options &options);

	/* When it returns, no probe fires any more, and the binary may be written to. */
	void detach();

	void setFilter(const trace_filter &filter);

	int ringFd() const;
	/* Shared with the kernel: read and write with __atomic builtins. */
	trace_state *state() const;

	/* Without "net:"; those of another provider as "provider:name". */
	const std::vector<std::string> &tracepoints() const { return tracepoints_; }
	/* Names likewise, each with the reason in words for a person. */
	const std::vector<std::pair<std::string, std::string>> &unattached() const { return unattached_; }

	/* Major and minor version: "1.1". */
	static std::string libbpf();

private:
	void load(const Options &options, bool sleepable);
	void attach(const Options &options, const Notes &notes);

	std::unique_ptr<p2p_trace_bpf, void (*)(p2p_trace_bpf *)> skeleton_;
	std::vector<std::unique_ptr<bpf_link, int (*)(bpf_link *)>> links_;
	/* Files that hold the probes: of links, and of perf events where libbpf makes such. */
	std::set<int> held_;
	/* The binary, on which nobody else's write begins before this is closed. */
	int lease_ = -1;
	std::vector<std::string> tracepoints_;
	std::vector<std::pair<std::string, std::string>> unattached_;
};
