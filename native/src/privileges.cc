// SPDX-License-Identifier: MIT
#include "privileges.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <memory>
#include <pwd.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>
#include "everyThread.h"

/* @param result 0, or negative with errno. */
static void check(int result, const char *what)
{
	if (result != 0)
		throw std::system_error(errno, std::generic_category(), what);
}

void shield()
{
	const rlimit none = { 0, 0 }, few = { 128, 128 };

	check(setrlimit(RLIMIT_CORE, &none), "setrlimit");
	/* In vain where there may be fewer. A binary that gained probes since it was looked at finds an end here. */
	setrlimit(RLIMIT_NOFILE, &few);
	/* A file system that never answers holds nobody with privileges for longer. Until seal(). */
	alarm(60);
	check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl");
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		throw std::system_error(EPERM, std::generic_category(), "others may look into the process");
}

/* This fails without CAP_SETPCAP, but then the process was not root either. */
static void emptyBoundingSet()
{
	for (unsigned long capability = 0; capability < 64; capability++)
		prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

/* The ambient set is never more than the permitted one. Whether it worked is read from /proc. */
static void emptyOtherSets()
{
	__user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};

	syscall(SYS_capset, &header, none);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/*
 * All but the saved uid: as long as that is root's, no other user may attach to a thread, whatever
 * fs.suid_dumpable makes of the process when its ids change.
 */
static void takeIds(uid_t uid)
{
	errno = ENOENT;
	const passwd *user = getpwuid(uid);

	if (!user)
		throw std::system_error(errno, std::generic_category(), "the user database");
	check(initgroups(user->pw_name, user->pw_gid), "initgroups");
	check(setresgid(user->pw_gid, user->pw_gid, user->pw_gid), "setresgid");
	check(setresuid(uid, uid, -1), "setresuid");
}

void becomeUser(uid_t uid)
{
	shield();
	onEveryThread(emptyBoundingSet);
	/* Node opens a port for a debugger at it, and the user may send it from here on. */
	std::signal(SIGUSR1, SIG_IGN);
	/* Root who traces for root stays, and so does who came with capabilities only. */
	if (uid != geteuid())
		takeIds(uid);
	onEveryThread(emptyOtherSets);
	shield();
	check(setresuid(uid, uid, uid), "setresuid");
	shield();
}

/* Of Node, V8, libuv, glibc and the drain thread, once all is open. None opens or starts anything. */
static constexpr int ALLOWED[] = {
	/* the socket, and libuv's own descriptors */
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(sendto), SCMP_SYS(sendmsg),
	SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(shutdown), SCMP_SYS(close), SCMP_SYS(dup3),
	SCMP_SYS(pipe2),
	/* waiting */
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_ctl), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(futex), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday), SCMP_SYS(restart_syscall), SCMP_SYS(eventfd2),
	/* memory; V8 makes and protects code */
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mprotect),
	SCMP_SYS(pkey_mprotect), SCMP_SYS(brk), SCMP_SYS(membarrier),
	/* threads and signals */
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sched_setscheduler), SCMP_SYS(sched_getscheduler), SCMP_SYS(sched_getparam), SCMP_SYS(exit),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(exit_group),
	/* what it is */
	SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getrandom),
	SCMP_SYS(getrusage), SCMP_SYS(uname), SCMP_SYS(fstat), SCMP_SYS(getsockopt), SCMP_SYS(gettid), SCMP_SYS(getpid),
};

void seal()
{
	const std::unique_ptr<void, void (*)(void *)> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)),
							     seccomp_release);
	const scmp_filter_ctx rules = filter.get();
	alarm(0);
	/* libseccomp gives negative errno. */
	int error = rules ? seccomp_attr_set(rules, SCMP_FLTATR_CTL_TSYNC, 1) : -ENOMEM;
	const auto add = [&](std::uint32_t action, int call, unsigned count, scmp_arg_cmp argument) {
		if (error == 0)
			error = seccomp_rule_add(rules, action, call, count, argument);
	};

	for (const int call : ALLOWED)
		add(SCMP_ACT_ALLOW, call, 0, {});
	/* To make a socket wait for nobody, to know a terminal, and libbpf's to detach. */
	for (const unsigned long request : { 0UL + FIONBIO, 0UL + TCGETS, 0UL + PERF_EVENT_IOC_DISABLE })
		add(SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, request));
	/* Not those by which the kernel signals another process for this one (F_SETOWN). */
	for (const int command : { F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL })
		add(SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command)));
	/* Threads, but no processes. The filter cannot see into clone3's arguments: glibc goes back to clone. */
	add(SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
	add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, {});
	/* To look at limits, not to set them; to signal itself. */
	add(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0));
	add(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(getpid())));
	if (error == 0)
		error = seccomp_load(rules);
	if (error != 0)
		throw std::system_error(-error, std::generic_category(), "seccomp");
}
