// SPDX-License-Identifier: MIT
#include "tracer.h"

#include <bpf/libbpf.h>
#include <cerrno>
#include <cstring>
#include <pthread.h>
#include <sys/epoll.h>
#include <utility>

using Clock = std::chrono::steady_clock;

/* Short enough not to be seen, long enough that an idle trace costs nothing. */
static constexpr int LOOK_EVERY_MS = 20;
/* Between two looks at the clock. */
static constexpr unsigned RECORDS_PER_BOUT = 1024;
static constexpr std::chrono::seconds STATISTICS_EVERY(1);
/* After stop, for a client that takes nothing. */
static constexpr std::chrono::seconds CLIENT_PATIENCE(2);
/* Bytes of a batch from which on it is handed over. */
static constexpr std::size_t USUAL = 1 << 20;

Tracer::Tracer(const Options &options)
	: ringSize_(options.ringSize), probes_(options),
	  ring_(ring_buffer__new(probes_.ringFd(), onRecord, this, nullptr), ring_buffer__free)
{
	/* Edge-triggered: a ring that is being filled is ready all the time, but wakes seldom. */
	epoll_event event = { EPOLLIN | EPOLLET, {} };

	if (!ring_ || epoll_ctl(ring_buffer__epoll_fd(ring_.get()), EPOLL_CTL_MOD, probes_.ringFd(), &event))
		throw Failure("attach-failed", std::string("the ring buffer: ") + std::strerror(errno));
}

Tracer::~Tracer()
{
	abandon();
}

void Tracer::start(std::vector<Batch> memory, std::function<void(Batch *)> sink)
{
	if (thread_.joinable())
		throw std::logic_error("started already");
	pool_.lend(std::move(memory));
	sink_ = std::move(sink);
	thread_ = std::thread(&Tracer::run, this);
}

void Tracer::stop()
{
	stopping_ = true;
	pool_.hurry(CLIENT_PATIENCE);
	if (!thread_.joinable())
		probes_.detach();
}

void Tracer::abandon()
{
	stop();
	pool_.hurry(std::chrono::milliseconds(0));
	if (thread_.joinable())
		thread_.join();
}

/* The drain thread. */
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
				add(&next.header);
			last = next;
			reported = now;
		}
		if (empty) {
			handOver();
			sleep();
		}
	}

	probes_.detach();
	while (!drain())
		continue;
	last = statistics();
	add(&last.header, true);
	handOver();
	sink_(nullptr);
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

	const auto *frame = static_cast<const event_header *>(record);

	/* The kernel has counted one without its payload. */
	if (!self->add(frame) && !(frame->flags & EVENT_RING_FULL))
		self->discarded_++;
	return ++self->records_ < RECORDS_PER_BOUT ? 0 : -EAGAIN;
}

/* @return false when there was no memory for it: it is lost. */
bool Tracer::add(const event_header *frame, bool last)
{
	if (!batch_ || batch_->capacity - batch_->used < frame->length) {
		handOver();
		batch_ = pool_.take(last);
	}
	if (!batch_ || batch_->capacity < frame->length)
		return false;
	std::uint8_t *to = batch_->data + batch_->used;
	std::memcpy(to, frame, frame->length);
	if (frame->kind == EVENT_INBOUND_MESSAGE || frame->kind == EVENT_OUTBOUND_MESSAGE) {
		/* The padding would be what the ring held before. */
		const auto *message = reinterpret_cast<const message_event *>(frame);
		const std::uint32_t end = message->payload_offset + message->captured;
		std::memset(to + end, 0, frame->length - end);
	}
	batch_->used += frame->length;
	if (batch_->used >= USUAL)
		handOver();
	return true;
}

void Tracer::handOver()
{
	if (batch_)
		sink_(std::exchange(batch_, nullptr));
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
	event.header.time_ns = static_cast<__u64>(std::chrono::nanoseconds(
					Clock::now().time_since_epoch()).count());
	event.totals = state.totals;
	event.totals.lost_ring_full += discarded_;
	event.ring_used = state.ring_used;
	event.ring_size = ringSize_;
	return event;
}
