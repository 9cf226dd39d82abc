// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

/* What bpf/event.h means to this compiler: offsets and sizes in bytes, and its constants. */
std::vector<std::pair<const char *, std::uint32_t>> eventLayout();
