/* A process that only waits. With FUSE=DIRECTORY it makes that a file system of its own first, in a
 * mount namespace of its own, which takes every request and answers none: whoever looks there waits,
 * and not even a signal ends that before this process ends. With DELAY=MILLISECONDS as well it answers
 * each after that time: that there is nothing. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static char request[1 << 20];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static int mountAt(const char *directory)
{
	char options[100];
	const int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die("/dev/fuse");
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("hostile", directory, "fuse", 0, options))
		die("mount");
	return fd;
}

static void answer(int fd, const char *delay)
{
	struct fuse_in_header *in = (struct fuse_in_header *)request;
	struct {
		struct fuse_out_header header;
		struct fuse_init_out init;
	} out = { .init = { .major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_write = 4096 } };

	while (read(fd, request, sizeof(request)) > 0) {
		const int first = in->opcode == FUSE_INIT;
		if (!first && (!delay || in->opcode == FUSE_FORGET || in->opcode == FUSE_INTERRUPT))
			continue;
		if (!first)
			usleep(atoi(delay) * 1000);
		out.header.len = first ? sizeof(out) : sizeof(out.header);
		out.header.error = first ? 0 : -ENOENT;
		out.header.unique = in->unique;
		/* Who asked may have gone. */
		if (write(fd, &out, out.header.len) < 0 && first)
			die("init");
	}
}

int main(void)
{
	const char *directory = getenv("FUSE");
	const int fd = directory ? mountAt(directory) : -1;

	puts("ready");
	fflush(stdout);
	if (directory)
		answer(fd, getenv("DELAY"));
	for (;;)
		pause();
}
