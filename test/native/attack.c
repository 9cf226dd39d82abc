// SPDX-License-Identifier: MIT
/*
 * A program of the user who starts the helper, or of a member of its group, that tries to get hold of
 * it while it still has what the user has not.
 *   attack DIRECTORY STARTS ATTEMPTS BINARY COMMAND...
 * It starts COMMAND with the helper's arguments, STARTS times at least and until it has made ATTEMPTS
 * while helpers were privileged, and is the helper's client itself, in DIRECTORY, which it makes.
 * Meanwhile its threads try every way into every thread of the helper. It prints what came of it as
 * JSON, and each success on stderr.
 *
 * A process that ends has no memory any more, and with the memory goes the mark that keeps its user out:
 * for the last moment its descriptors are the user's. That is counted apart where nothing else is left.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS 64
#define ATTACKERS 3

enum phase { PRIVILEGED, DROPPED };

static _Atomic pid_t target, threads[THREADS];
static _Atomic int count, busy, phase, won;
static _Atomic unsigned long attempts[2], ending;
static unsigned long wonWithPrivileges, wonStarts;

static size_t slurp(const char *path, char *text, size_t size)
{
	const int file = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t length = file < 0 ? -1 : read(file, text, size - 1);

	if (file >= 0)
		close(file);
	text[length > 0 ? length : 0] = 0;
	return length > 0 ? (size_t)length : 0;
}

/* Whether this thread has any capability, or a uid that is not ours. */
static int privileged(pid_t thread)
{
	char path[64], text[4096];
	const char *line;
	unsigned long long permitted = 0;
	unsigned real = getuid(), effective = real, saved = real;

	snprintf(path, sizeof(path), "/proc/%d/status", thread);
	slurp(path, text, sizeof(text));
	if ((line = strstr(text, "\nUid:")))
		sscanf(line, "\nUid: %u %u %u", &real, &effective, &saved);
	if ((line = strstr(text, "\nCapPrm:")))
		sscanf(line, "\nCapPrm: %llx", &permitted);
	return permitted != 0 || real != getuid() || effective != getuid() || saved != getuid();
}

static int listThreads(pid_t process, pid_t *list)
{
	char path[64];
	int found = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", process);
	DIR *directory = opendir(path);
	for (struct dirent *entry; directory && (entry = readdir(directory)) && found < THREADS;)
		if (atoi(entry->d_name) > 0)
			list[found++] = atoi(entry->d_name);
	if (directory)
		closedir(directory);
	return found;
}

enum way { SEIZE, ATTACH, READ_MEMORY, OPEN_MEMORY, OPEN_MAPS, TAKE_FILE, COMPARE, COUNT_EVENTS, WAYS };
static const char *const NAMES[WAYS] = { "PTRACE_SEIZE", "PTRACE_ATTACH", "process_vm_readv", "/proc/PID/mem",
					 "/proc/PID/maps", "pidfd_getfd", "kcmp", "perf_event_open" };

/* @return not negative when it worked; else errno tells why not. */
static long attempt(enum way way, pid_t process, pid_t thread)
{
	char path[64], byte;
	struct iovec here = { &byte, 1 }, there = { (void *)0x1000, 1 };
	struct perf_event_attr event = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(event),
					 .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1 };
	long result = -1;
	int file;

	errno = 0;
	switch (way) {
	case SEIZE:
	case ATTACH:
		return ptrace(way == SEIZE ? PTRACE_SEIZE : PTRACE_ATTACH, thread, 0, 0);
	case READ_MEMORY:
		return process_vm_readv(thread, &here, 1, &there, 1, 0);
	case OPEN_MEMORY:
	case OPEN_MAPS:
		snprintf(path, sizeof(path), "/proc/%d/%s", thread, way == OPEN_MEMORY ? "mem" : "maps");
		result = open(path, (way == OPEN_MEMORY ? O_RDWR : O_RDONLY) | O_CLOEXEC);
		/* Of a process without memory it is empty, and anybody's. */
		if (way == OPEN_MAPS && result >= 0 && read(result, &byte, 1) != 1) {
			close(result);
			errno = ESRCH;
			return -1;
		}
		break;
	case TAKE_FILE:
		file = syscall(SYS_pidfd_open, process, 0);
		if (file < 0)
			return -1;
		result = syscall(SYS_pidfd_getfd, file, 0, 0);
		const int error = errno;
		close(file);
		errno = error;
		break;
	case COMPARE:
		return syscall(SYS_kcmp, getpid(), thread, KCMP_VM, 0, 0);
	case COUNT_EVENTS:
		result = syscall(SYS_perf_event_open, &event, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
		break;
	case WAYS:
		break;
	}
	if (result >= 0)
		close(result);
	return result;
}

/* Whether the thread ends, or has (PF_EXITING of linux/sched.h). */
static int isEnding(pid_t thread)
{
	char path[64], text[512];
	unsigned flags = 4;

	snprintf(path, sizeof(path), "/proc/%d/stat", thread);
	slurp(path, text, sizeof(text));
	const char *name = strrchr(text, ')');
	if (name)
		sscanf(name, ") %*c %*d %*d %*d %*d %*d %u", &flags);
	return (flags & 4) != 0;
}

/* One thread at a time. Who is traced stops here, so that the others are as they were at that moment. */
static void succeeded(enum way way, pid_t process, pid_t thread)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pid_t list[THREADS];
	int still = 0;

	pthread_mutex_lock(&mutex);
	if (way == SEIZE || way == ATTACH) {
		ptrace(PTRACE_INTERRUPT, thread, 0, 0);
		waitpid(thread, NULL, __WALL);
	}
	const int all = listThreads(process, list);
	for (int i = 0; i < all; i++)
		still += privileged(list[i]);
	if (still == 0 && isEnding(thread)) {
		ending++;
		pthread_mutex_unlock(&mutex);
		return;
	}
	if (!won)
		wonStarts++;
	won = 1;
	wonWithPrivileges += still > 0;
	fprintf(stderr, "%s of thread %d, %d of %d threads privileged\n", NAMES[way], thread, still, all);
	if (way == SEIZE || way == ATTACH)
		ptrace(PTRACE_DETACH, thread, 0, 0);
	pthread_mutex_unlock(&mutex);
}

static void try(enum way way, pid_t process, pid_t thread)
{
	const int when = phase;
	const long result = attempt(way, process, thread);

	/* It has ended, or has not begun. */
	if (result < 0 && (errno == ESRCH || errno == ENOENT))
		return;
	attempts[when]++;
	/* Any other complaint comes after the kernel has asked who may. */
	if (result >= 0 || (errno != EPERM && errno != EACCES && errno != ENOSYS))
		succeeded(way, process, thread);
}

/* The first goes for the main thread alone, which drops first; the others for all, in every way. */
static void *attacker(void *number)
{
	const long mine = (long)number;

	for (unsigned long round = 0;; round++) {
		busy++;
		const pid_t process = target;
		if (process == 0 || won) {
			busy--;
			usleep(200);
			continue;
		}
		if (mine == 0)
			try(SEIZE, process, process);
		else
			for (int i = 0; i < count && !won && target == process; i++)
				try((round + mine) % WAYS, process, threads[i]);
		busy--;
	}
	return NULL;
}

/* @return the helper that was started for our socket: `first`, or one that was begun after it. */
static pid_t find(pid_t first, const char *path)
{
	for (pid_t process = first; process < first + 300; process++) {
		char name[64], text[4096];

		snprintf(name, sizeof(name), "/proc/%d/cmdline", process);
		const size_t length = slurp(name, text, sizeof(text));
		const char *script = text + strlen(text) + 1;
		if (length == 0 || !memmem(text, length, path, strlen(path)))
			continue;
		if (strstr(text, "p2p-trace-helper") || (script < text + length && strstr(script, "/helper.js")))
			return process;
	}
	return 0;
}

static void watch(pid_t process)
{
	pid_t list[THREADS];
	const int found = listThreads(process, list);
	int any = 0;

	for (int i = 0; i < found; i++) {
		threads[i] = list[i];
		any |= privileged(list[i]);
	}
	count = found;
	phase = any || found == 0 ? PRIVILEGED : DROPPED;
}

static int running(pid_t process)
{
	char path[64], text[512];

	snprintf(path, sizeof(path), "/proc/%d/stat", process);
	return slurp(path, text, sizeof(text)) > 0 && !strstr(text, ") Z ");
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* One helper from its start to its end, 30 ms after it has come to us. */
static int start(char **command, int listener, const char *path)
{
	const pid_t child = vfork();
	double connected = 0, deadline = now() + 20;
	int connection = -1, status;

	if (child == 0) {
		execv(command[0], command);
		_exit(127);
	}
	for (; running(child) && !won && now() < deadline; sched_yield()) {
		if (target == 0)
			target = find(child, path);
		if (target != 0)
			watch(target);
		if (connection < 0 && (connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
			connected = now();
		if (connected != 0 && now() > connected + 0.03 && connection >= 0) {
			shutdown(connection, SHUT_RDWR);
			connected = 0;
		}
	}
	const pid_t process = target;
	target = count = 0;
	while (busy > 0)
		usleep(100);
	if (connection >= 0)
		close(connection);
	/* The helper that was won is ours, and any ends without its client. */
	if (won && process)
		kill(process, SIGKILL);
	waitpid(child, &status, 0);
	/* What it has said instead: why it could not trace. */
	if (connection < 0 && !won) {
		char text[600] = "";
		const int late = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		const ssize_t length = late < 0 ? 0 : read(late, text, sizeof(text));
		fprintf(stderr, "%d has not come, status %x, %zd: ", child, status, length);
		for (ssize_t i = 0; i < length; i++)
			fputc(text[i] >= ' ' && text[i] <= '~' ? text[i] : '.', stderr);
	}
	won = 0;
	return connection >= 0;
}

int main(int argc, char **argv)
{
	char socketPath[108], noncePath[108];
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char *command[32] = { NULL };
	unsigned long starts = 0, connections = 0;
	int words = 0;

	if (argc < 6 || mkdir(argv[1], 0700) != 0)
		return 2;
	snprintf(socketPath, sizeof(socketPath), "%s/helper.sock", argv[1]);
	snprintf(noncePath, sizeof(noncePath), "%s/nonce", argv[1]);
	strcpy(address.sun_path, socketPath);
	const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	const int nonce = open(noncePath, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(listener, 8) != 0 ||
	    write(nonce, "01234567890123456789012345678901", 32) != 32)
		return 2;
	for (int i = 5; i < argc && words < 20; i++)
		command[words++] = argv[i];
	char *const rest[] = { "--socket", socketPath, "--binary", argv[4], "--ring-size", "4194304",
			       "--snap-length", "10", "--filter", "0" };
	memcpy(command + words, rest, sizeof(rest));
	for (long i = 0; i < ATTACKERS; i++) {
		pthread_t thread;
		pthread_create(&thread, NULL, attacker, (void *)i);
	}
	while (starts < strtoul(argv[2], NULL, 10) ||
	       (attempts[PRIVILEGED] < strtoul(argv[3], NULL, 10) && starts < 1000)) {
		connections += start(command, listener, socketPath);
		starts++;
	}
	printf("{\"starts\":%lu,\"connections\":%lu,\"before\":%lu,\"after\":%lu,\"won\":%lu,"
	       "\"wonWithPrivileges\":%lu,\"ending\":%lu}\n",
	       starts, connections, attempts[PRIVILEGED], attempts[DROPPED], wonStarts, wonWithPrivileges, ending);
	return 0;
}
