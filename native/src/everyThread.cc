// SPDX-License-Identifier: MIT
#include "everyThread.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <dirent.h>
#include <memory>
#include <set>
#include <string>
#include <sys/syscall.h>
#include <system_error>
#include <thread>
#include <unistd.h>

/*
 * glibc's own for setuid(2) and its kin (SIGSETXID in internal-signals.h): the one signal that no
 * thread can block. glibc handles it from the first thread on; capset(2) has no such service.
 */
static constexpr int SIGNAL = 33;
static constexpr std::chrono::seconds PATIENCE(2);

/* struct sigaction as the kernel has it: glibc refuses its own for this signal. */
struct KernelAction {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)();
	unsigned long mask;
};

static void (*task)();
static std::atomic<pid_t> answered;

static void handle(int)
{
	const int before = errno;

	task();
	answered = gettid();
	errno = before;
}

static void swap(const KernelAction *action, KernelAction *old)
{
	if (syscall(SYS_rt_sigaction, SIGNAL, action, old, sizeof(old->mask)) != 0)
		throw std::system_error(errno, std::generic_category(), "rt_sigaction");
}

/*
 * A thread that ends meanwhile has answered; one that cannot be asked, since the signals that may wait are
 * limited, has not.
 */
static void ask(pid_t thread)
{
	const auto since = std::chrono::steady_clock::now();

	answered = 0;
	tgkill(getpid(), thread, SIGNAL);
	while (answered != thread && tgkill(getpid(), thread, 0) == 0) {
		if (std::chrono::steady_clock::now() - since > PATIENCE)
			throw std::system_error(ETIMEDOUT, std::generic_category(), "a thread");
		std::this_thread::sleep_for(std::chrono::microseconds(20));
	}
}

void onEveryThread(void (*action)())
{
	KernelAction glibcs, ours;
	std::set<pid_t> asked = { gettid() };

	task = action;
	swap(nullptr, &glibcs);
	if (!glibcs.restorer)
		throw std::system_error(ENOSYS, std::generic_category(), "glibc handles no SIGSETXID");
	ours = glibcs;
	ours.handler = handle;
	swap(&ours, nullptr);
	task();
	/* A thread that was not asked yet may have begun another. */
	for (bool news = true; news;) {
		const std::unique_ptr<DIR, int (*)(DIR *)> threads(opendir("/proc/self/task"), closedir);
		if (!threads)
			throw std::system_error(errno, std::generic_category(), "/proc/self/task");
		news = false;
		while (const dirent *entry = readdir(threads.get())) {
			const pid_t thread = std::atoi(entry->d_name);
			if (thread == 0 || !asked.insert(thread).second)
				continue;
			ask(thread);
			news = true;
		}
	}
	swap(&glibcs, nullptr);
}
