// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

/*
 * Nobody but root can trace this process, look into it or have it dumped, whoever's it becomes, until it
 * executes a program. The kernel may lift that when ids change: becomeUser() sees to it again. Throws
 * std::system_error unless the kernel says that it is so.
 */
void shield();

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
