// SPDX-License-Identifier: MIT
#include "tracer.h"

#include <bpf/libbpf.h>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>
#include "failure.h"

namespace {

using Clock = std::chrono::steady_clock;

/* Short enough not to be seen, long enough that an idle trace costs nothing. */
constexpr int LOOK_EVERY_MS = 20;
/* Between two looks at the clock. */
constexpr unsigned RECORDS_PER_BOUT = 1024;
constexpr std::chrono::seconds STATISTICS_EVERY(1);
/* After stop, for a client that takes nothing. */
constexpr std::chrono::seconds CLIENT_PATIENCE(2);

[[noreturn]] void fail(const char *what)
{
	throw Failure("attach-failed", std::string(what) + ": " + std::strerror(errno));
}

void watch(const Fd &epoll, int fd)
{
	/* Edge-triggered: a ring that is being filled is ready all the time, but wakes seldom. */
	epoll_event event = { EPOLLIN | EPOLLET, {} };

	if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0)
		fail("epoll_ctl");
}

} // namespace

Fd::Fd(int fd) : fd_(fd)
{
	if (fd < 0)
		fail("opening a descriptor");
}

Fd::~Fd()
{
	close(fd_);
}

Tracer::Tracer(const Options &options)
	: ringSize_(options.ringSize), probes_(options), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
	  epoll_(epoll_create1(EPOLL_CLOEXEC)), positions_(nullptr),
	  ring_(ring_buffer__new(probes_.ringFd(), onRecord, this, nullptr), ring_buffer__free)
{
	if (!ring_)
		fail("mapping the ring buffer");
	watch(epoll_, wake_.get());
	watch(epoll_, probes_.ringFd());
	const auto pages = 2 * static_cast<std::size_t>(getpagesize());
	void *map = mmap(nullptr, pages, PROT_READ, MAP_SHARED, probes_.ringFd(), 0);
	if (map == MAP_FAILED)
		fail("mapping the ring buffer's positions");
	positions_ = static_cast<const std::uint8_t *>(map);
}

Tracer::~Tracer()
{
	stop();
	pool_->hurry(std::chrono::milliseconds(0));
	if (thread_.joinable())
		thread_.join();
	munmap(const_cast<std::uint8_t *>(positions_), 2 * static_cast<std::size_t>(getpagesize()));
}

void Tracer::start(Joiner::Sink onBatch, std::function<void()> onEnd)
{
	joiner_ = std::make_unique<Joiner>(pool_, std::move(onBatch));
	onEnd_ = std::move(onEnd);
	thread_ = std::thread(&Tracer::run, this);
}

void Tracer::onlyPid(std::uint32_t pid)
{
	__atomic_store_n(&probes_.state()->only_pid, pid, __ATOMIC_RELAXED);
}

void Tracer::stop()
{
	const std::uint64_t one = 1;

	stopping_ = true;
	pool_->hurry(CLIENT_PATIENCE);
	/* It fails only when it is signalled already. */
	static_cast<void>(!write(wake_.get(), &one, sizeof(one)));
}

void Tracer::run()
{
	statistics_event last = statistics();
	Clock::time_point reported = Clock::now();

	while (!stopping_) {
		const bool empty = drain();
		const Clock::time_point now = Clock::now();
		if (now - reported >= STATISTICS_EVERY) {
			const statistics_event next = statistics();
			/* All totals, but not the ring's present use. */
			if (std::memcmp(&next.events, &last.events, offsetof(statistics_event, ring_used) -
								    offsetof(statistics_event, events)) != 0)
				joiner_->add(&next.header);
			last = next;
			reported = now;
		}
		if (empty) {
			joiner_->pause(now);
			sleep();
		}
	}

	probes_.detach();
	while (!drain())
		continue;
	last = statistics();
	joiner_->finish(&last.header);
	onEnd_();
}

/* @return whether the ring is empty. */
bool Tracer::drain()
{
	awake(1);
	records_ = 0;
	return ring_buffer__consume(ring_.get()) != -EAGAIN;
}

int Tracer::onRecord(void *context, void *record, std::size_t)
{
	auto *self = static_cast<Tracer *>(context);

	if (!self->joiner_->add(static_cast<const event_header *>(record)))
		self->discarded_++;
	return ++self->records_ < RECORDS_PER_BOUT ? 0 : -EAGAIN;
}

void Tracer::sleep()
{
	epoll_event event;

	awake(0);
	/* Who filled the ring before that did not wake us. */
	if (used() < ringSize_ / WAKE_FRACTION)
		static_cast<void>(epoll_wait(epoll_.get(), &event, 1, LOOK_EVERY_MS));
}

void Tracer::awake(std::uint32_t value)
{
	__atomic_store_n(&probes_.state()->reader_awake, value, __ATOMIC_SEQ_CST);
}

std::uint64_t Tracer::used() const
{
	const auto at = [this](std::size_t offset) {
		return __atomic_load_n(reinterpret_cast<const std::uint64_t *>(positions_ + offset),
				       __ATOMIC_ACQUIRE);
	};
	const std::uint64_t consumed = at(0);

	return at(static_cast<std::size_t>(getpagesize())) - consumed;
}

statistics_event Tracer::statistics() const
{
	const auto total = [](const __u64 &counter) { return __atomic_load_n(&counter, __ATOMIC_RELAXED); };
	const trace_state &state = *probes_.state();
	statistics_event event = {};
	timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	event.header.length = sizeof(event);
	event.header.kind = EVENT_STATISTICS;
	event.header.time_ns = static_cast<__u64>(now.tv_sec) * 1000000000 + static_cast<__u64>(now.tv_nsec);
	event.events = total(state.events);
	event.lost_ring_full = total(state.lost_ring_full) + discarded_;
	event.lost_unreadable = total(state.lost_unreadable);
	event.truncated = total(state.truncated);
	event.ring_used = used();
	event.ring_size = ringSize_;
	return event;
}
