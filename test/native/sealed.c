// SPDX-License-Identifier: MIT
/*
 * Is loaded into a process and tries, as soon as that has sealed itself, what JavaScript has no call for:
 * to let the kernel signal another process when there is something to read. Prints how each went.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void *tries(void *nothing)
{
	struct f_owner_ex owner = { F_OWNER_PID, getppid() };
	char text[200];
	int ends[2];

	/* From the seal on this call fails. */
	while (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0)
		usleep(1000);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return nothing;
	const char *name = fcntl(ends[0], F_SETOWN, owner.pid) == 0 ? "done" : strerrorname_np(errno);
	const char *thread = fcntl(ends[0], F_SETOWN_EX, &owner) == 0 ? "done" : strerrorname_np(errno);
	const char *which = fcntl(ends[0], F_SETSIG, SIGKILL) == 0 ? "done" : strerrorname_np(errno);
	const int length = snprintf(text, sizeof(text), "owner %s, %s, signal %s\n", name, thread, which);
	return write(STDOUT_FILENO, text, length) == length ? NULL : nothing;
}

__attribute__((constructor)) static void begin(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, tries, NULL);
}
