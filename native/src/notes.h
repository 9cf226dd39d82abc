// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include "failure.h"

/* Where a probe stands in a program. */
struct Sites {
	std::size_t count;
	/* Operands that libbpf cannot read, or empty. */
	std::string unreadable;
	/* Sizes of operands that are not as known, or empty. */
	std::string unknown;
	/* Of the first, as the linker counts. */
	std::uint64_t address;
};

/* What libbpf will read of an ELF program, once it is known to be bounded. */
class Notes {
public:
	/* Throws Failure `no-target` for what is not a program of this machine, or beyond any node's bounds. */
	explicit Notes(const std::string &path);

	/* Of a tracepoint: provider "net", probe "inbound_message", and its arguments as native/bpf/event.h has them. */
	Sites find(const std::string &provider, const std::string &probe, const std::string &known) const;

	/* @return whether a process has no breakpoint at the sites: it has another file in memory, then. */
	bool isUntouched(std::uint32_t pid, const Sites &sites) const;

private:
	std::uint64_t entry_;
	/* Content of all sections of notes. */
	std::string notes_;
};
