// SPDX-License-Identifier: MIT
/*
 * The one entry of a hardened installation (scripts/installHelper.sh): starts the installed helper, and
 * that alone, with a clean environment. It may be started by polkit as root, or carry file capabilities,
 * which Node must not: anybody could run any script with them. Everything it names is root's.
 */
#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST_ARGUMENTS 32

static int fail(const char *what)
{
	fprintf(stderr, "p2p-trace-helper: %s: %s\n", what, strerror(errno));
	return 1;
}

/* @return which capabilities this process has, by their numbers as bits. */
static __u64 capabilities(struct __user_cap_data_struct data[2])
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };

	if (syscall(SYS_capget, &header, data) != 0)
		return 0;
	return data[0].permitted | (__u64)data[1].permitted << 32;
}

/* What exec leaves to a program without file capabilities of its own. */
static int handOn(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = {};
	const __u64 permitted = capabilities(data);

	for (int i = 0; i < 2; i++)
		data[i].inheritable = data[i].permitted;
	if (syscall(SYS_capset, &header, data) != 0)
		return -1;
	for (unsigned long bit = 0; bit < 64; bit++)
		if (permitted >> bit & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, bit, 0, 0) != 0)
			return -1;
	return 0;
}

/*
 * SIGUSR1 makes Node open a port for a debugger, and the user may send it to the helper before it has
 * given up its capabilities. It never listens, so that call is taken away.
 */
static int forbidListening(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_listen, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char **argv)
{
	const struct rlimit none = { 0, 0 };
	const char *uid = getenv("PKEXEC_UID");
	char pkexec[32];
	char *environment[] = { NULL, NULL };
	char *arguments[MOST_ARGUMENTS + 3] = { INSTALLED "/node", INSTALLED "/helper.js" };

	if (argc < 2) {
		struct __user_cap_data_struct data[2] = {};
		printf("%llx\n", capabilities(data));
		return 0;
	}
	if (argc - 1 > MOST_ARGUMENTS) {
		errno = E2BIG;
		return fail("arguments");
	}
	memcpy(arguments + 2, argv + 1, (argc - 1) * sizeof(*argv));
	/* Whose trace it is: the helper believes it of root only. */
	if (uid && snprintf(pkexec, sizeof(pkexec), "PKEXEC_UID=%s", uid) < (int)sizeof(pkexec))
		environment[0] = pkexec;
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return fail("setrlimit");
	if (geteuid() != 0 && handOn() != 0)
		return fail("capabilities");
	if (forbidListening() != 0)
		return fail("seccomp");
	if (syscall(SYS_close_range, 3, ~0U, 0) != 0)
		return fail("close_range");
	execve(arguments[0], arguments, environment);
	return fail(arguments[0]);
}
