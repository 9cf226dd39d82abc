// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

/*
 * Runs this program anew, in this process, with these arguments (the program's name first) and without
 * io_uring: a seccomp filter that stays answers ENOSYS to its set-up. libuv opens a ring in every event
 * loop (1.45 and later, and no setting prevents it), through which a sealed process could do what the
 * filter of seal() forbids. Returns only by throwing std::system_error.
 */
[[noreturn]] void restartWithoutIoUring(std::vector<std::string> arguments);
