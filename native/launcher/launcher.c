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

/* What this process may do; a bit each in two words. */
static struct __user_cap_data_struct has[2];

static int capabilities(long call)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };

	return syscall(call, &header, has);
}

/*
 * What exec leaves to a program without file capabilities of its own. None is in effect meanwhile: with
 * CAP_DAC_READ_SEARCH Node's file could be read, and a process is shielded that cannot read its own.
 */
static int handOn(void)
{
	for (int i = 0; i < 2; i++) {
		has[i].inheritable = has[i].permitted;
		has[i].effective = 0;
	}
	if (capabilities(SYS_capset) != 0)
		return -1;
	for (unsigned long bit = 0; bit < 64; bit++)
		if (has[bit / 32].permitted >> bit % 32 & 1 &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, bit, 0, 0) != 0)
			return -1;
	return 0;
}

/*
 * SIGUSR1 makes Node open a port for a debugger, and the user may send it to the helper before it has
 * given up its capabilities. It never listens, so that call is taken away; and with it io_uring, whose
 * rings no filter sees through.
 */
static int forbid(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_listen, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int fail(const char *what)
{
	fprintf(stderr, "p2p-trace-helper: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	/* pkexec lets no variable of sudo's through, but sudo may let one of pkexec's. */
	const char *uid = getenv("SUDO_UID") ?: getenv("PKEXEC_UID");
	const struct rlimit none = { 0, 0 };
	char invoker[32];
	char *environment[] = { uid ? invoker : NULL, NULL };
	char *arguments[argc + 2];

	/* Nothing from here on may end in a core dump that its user can read. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
		return fail("core dumps");
	if (capabilities(SYS_capget) != 0)
		return fail("capget");
	if (argc < 2) {
		printf("%08x%08x\n", has[1].permitted, has[0].permitted);
		return 0;
	}
	arguments[0] = INSTALLED "/node";
	arguments[1] = INSTALLED "/helper.js";
	memcpy(arguments + 2, argv + 1, argc * sizeof(*argv));
	/* Whose trace it is: the helper believes it of root only. */
	snprintf(invoker, sizeof(invoker), "SUDO_UID=%s", uid ? uid : "");
	if ((geteuid() != 0 && handOn() != 0) || forbid() != 0)
		return fail("privileges");
	execve(arguments[0], arguments, environment);
	return fail(arguments[0]);
}
