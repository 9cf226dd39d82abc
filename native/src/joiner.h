// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include "../bpf/event.h"
#include "pool.h"

/*
 * Makes whole frames of the ring buffer's records, in the order of their first records; each byte is
 * copied once. A message in pieces has a batch of its own, and those behind it wait for it. Drain
 * thread only.
 */
class Joiner {
public:
	using Sink = std::function<void(Pool::Lease)>;
	using Time = std::chrono::steady_clock::time_point;

	Joiner(std::shared_ptr<Pool> pool, Sink sink) : pool_(std::move(pool)), sink_(std::move(sink)) {}

	/* @return false when there was no memory for it: it is lost. */
	bool add(const event_header *record);

	/* The ring is empty for now: hands over, and closes messages that nobody continues. */
	void pause(Time now);

	/* Closes all and hands over all, with one more frame at the end. */
	void finish(const event_header *last);

private:
	struct Held {
		Pool::Lease batch;
		/* It is one message whose pieces are still to come: `arrived` bytes of it are there. */
		bool open;
		std::uint32_t arrived;
		bool progressed;
		Time idleSince;

		message_event *message() const;
		void close(std::uint16_t flags);
	};

	bool addMessage(const message_event *first);
	void addPiece(const message_piece *piece);
	bool copy(const event_header *record, std::size_t size, bool wait = true);
	Held *hold(std::size_t capacity, bool wait);
	void handOver();

	std::shared_ptr<Pool> pool_;
	Sink sink_;
	/* Not yet handed over, oldest first; the last one is being filled. */
	std::deque<Held> held_;
};
