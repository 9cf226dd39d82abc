// SPDX-License-Identifier: MIT
#include "tracer.h"

#include <bpf/libbpf.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../bpf/event.h"

using Clock = std::chrono::steady_clock;

/* Short enough not to be seen, long enough that an idle trace costs nothing. */
static constexpr int LOOK_EVERY_MS = 20;
/* Between two looks at the clock. */
static constexpr unsigned RECORDS_PER_BOUT = 1024;
static constexpr std::chrono::seconds STATISTICS_EVERY(1);
/* Bytes that are written at once. A larger frame is written from where it is. */
static constexpr std::size_t GATHERED = 256 << 10;

Tracer::Tracer(const Options &options)
	: ringSize_(options.ringSize), probes_(options),
	  ring_(ring_buffer__new(probes_.ringFd(), onRecord, this, nullptr), ring_buffer__free)
{
	/* Edge-triggered: a ring that is being filled is ready all the time, but wakes seldom. */
	epoll_event event = { EPOLLIN | EPOLLET, {} };

	if (!ring_ || epoll_ctl(ring_buffer__epoll_fd(ring_.get()), EPOLL_CTL_MOD, probes_.ringFd(), &event))
		throw Failure("attach-failed", std::string("the ring buffer: ") + std::strerror(errno));
	gathered_.reserve(GATHERED);
}

Tracer::~Tracer()
{
	abandon();
	if (socket_ >= 0)
		close(socket_);
}

void Tracer::start(int socket, std::function<void()> onEnd)
{
	if (thread_.joinable())
		throw std::logic_error("started already");
	/* JavaScript may close its own at any time. */
	socket_ = fcntl(socket, F_DUPFD_CLOEXEC, 0);
	onEnd_ = std::move(onEnd);
	thread_ = std::thread(&Tracer::run, this);
}

void Tracer::stop()
{
	stopping_ = true;
	if (!thread_.joinable())
		probes_.detach();
}

void Tracer::abandon()
{
	abandoned_ = true;
	stop();
	if (thread_.joinable())
		thread_.join();
}

void Tracer::run()
{
	const sched_param none = {};
	/* Takes its turn, but never the processor from the node when it wakes. */
	pthread_setschedparam(pthread_self(), SCHED_BATCH, &none);
	statistics_event last = statistics();
	Clock::time_point reported = Clock::now();

	while (!stopping_) {
		const bool empty = drain();
		const Clock::time_point now = Clock::now();
		if (now - reported >= STATISTICS_EVERY) {
			const statistics_event next = statistics();
			if (std::memcmp(&next.totals, &last.totals, sizeof(next.totals)) != 0)
				take(&next.header);
			last = next;
			reported = now;
		}
		if (empty) {
			flush();
			sleep();
		}
	}

	probes_.detach();
	while (!drain())
		continue;
	last = statistics();
	last.header.flags = EVENT_FINAL;
	take(&last.header);
	flush();
	onEnd_();
}

/* @return whether the ring is empty. */
bool Tracer::drain()
{
	records_ = 0;
	return ring_buffer__consume(ring_.get()) != -EAGAIN;
}

int Tracer::onRecord(void *context, void *record, std::size_t)
{
	auto *self = static_cast<Tracer *>(context);

	self->take(static_cast<const event_header *>(record));
	return ++self->records_ < RECORDS_PER_BOUT ? 0 : -EAGAIN;
}

void Tracer::take(const event_header *frame)
{
	static constexpr std::uint8_t zeroes[8] = {};
	const auto *bytes = reinterpret_cast<const std::uint8_t *>(frame);
	std::size_t end = frame->length;

	/* The padding would be what the ring held before. */
	if (frame->kind == EVENT_INBOUND_MESSAGE || frame->kind == EVENT_OUTBOUND_MESSAGE) {
		const auto *message = reinterpret_cast<const message_event *>(frame);
		end = message->payload_offset + message->captured;
	}
	if (gathered_.size() + frame->length > GATHERED)
		flush();
	if (frame->length > GATHERED) {
		write(bytes, end);
		write(zeroes, frame->length - end);
	} else {
		gathered_.insert(gathered_.end(), bytes, bytes + end);
		gathered_.insert(gathered_.end(), zeroes, zeroes + frame->length - end);
	}
}

void Tracer::flush()
{
	write(gathered_.data(), gathered_.size());
	gathered_.clear();
}

void Tracer::write(const void *bytes, std::size_t size)
{
	const auto *next = static_cast<const std::uint8_t *>(bytes);

	while (size > 0 && open_) {
		const ssize_t n = send(socket_, next, size, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0) {
			next += n;
			size -= static_cast<std::size_t>(n);
		} else if (n < 0 && errno == EAGAIN) {
			open_ = hasRoom();
		} else if (n < 0 && errno != EINTR) {
			open_ = false;
		}
	}
}

/* Waits, as long as the client lives: a socket that was closed is ready, too. @return false when abandoned. */
bool Tracer::hasRoom()
{
	pollfd room = { socket_, POLLOUT, 0 };

	while (!abandoned_) {
		if (poll(&room, 1, LOOK_EVERY_MS) > 0)
			return true;
		/* The node does not wait for the client. */
		if (stopping_)
			probes_.detach();
	}
	return false;
}

void Tracer::sleep()
{
	std::uint32_t *awake = &probes_.state()->reader_awake;
	epoll_event event;

	__atomic_store_n(awake, 0, __ATOMIC_RELEASE);
	/* Woken, timed out or interrupted: all the same. */
	static_cast<void>(epoll_wait(ring_buffer__epoll_fd(ring_.get()), &event, 1, LOOK_EVERY_MS));
	__atomic_store_n(awake, 1, __ATOMIC_RELEASE);
}

statistics_event Tracer::statistics()
{
	const trace_state &state = *probes_.state();
	statistics_event event = {};

	event.header.length = sizeof(event);
	event.header.kind = EVENT_STATISTICS;
	/* CLOCK_MONOTONIC, as the kernel's. */
	event.header.time_ns = static_cast<__u64>(std::chrono::nanoseconds(Clock::now().time_since_epoch()).count());
	event.totals = state.totals;
	event.ring_used = state.ring_used;
	event.ring_size = ringSize_;
	return event;
}
