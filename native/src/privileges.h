// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

/*
 * Makes every thread the user's: uid, gid and groups, no capability in any set, no way to new
 * privileges, no core dump. There is no way back. Throws std::system_error when the kernel refuses.
 */
void becomeUser(uid_t uid);

/*
 * From now on every thread may do what streaming needs, and nothing else: a seccomp filter answers
 * EPERM to the rest. Throws likewise.
 */
void seal();
