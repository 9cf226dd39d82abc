// SPDX-License-Identifier: MIT
#include "restart.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <seccomp.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

static void forbidIoUring()
{
	const std::unique_ptr<void, void (*)(void *)> filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
	const scmp_filter_ctx rules = filter.get();
	/* libseccomp gives negative errno. */
	int error = rules ? seccomp_rule_add(rules, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(io_uring_setup), 0) : -ENOMEM;

	if (error == 0)
		error = seccomp_load(rules);
	if (error != 0)
		throw std::system_error(-error, std::generic_category(), "seccomp");
	/* What comes after would restart without end if it could have a ring after all. */
	if (syscall(SYS_io_uring_setup, 0, nullptr) != -1 || errno != ENOSYS)
		throw std::system_error(EPERM, std::generic_category(), "io_uring is not forbidden");
}

void restartWithoutIoUring(std::vector<std::string> arguments)
{
	std::vector<char *> pointers;

	forbidIoUring();
	for (auto &argument : arguments)
		pointers.push_back(argument.data());
	pointers.push_back(nullptr);
	/* Node has arranged for its standard streams to be closed. */
	for (const int stream : { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO })
		fcntl(stream, F_SETFD, 0);
	execve("/proc/self/exe", pointers.data(), environ);
	throw std::system_error(errno, std::generic_category(), "execve");
}
