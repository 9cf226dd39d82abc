// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <vector>
#include "../bpf/event.h"
#include "pool.h"

/*
 * Makes whole frames of the ring buffer's records, in the order of their first records, and each
 * byte is copied once. A batch goes to the sink when nothing in it waits for pieces any more.
 * Drain thread only.
 */
class Joiner {
public:
	using Sink = std::function<void(Pool::Lease)>;
	using Time = std::chrono::steady_clock::time_point;

	Joiner(std::shared_ptr<Pool> pool, Sink sink);

	/* @return false when there was no memory for it: it is lost. */
	bool add(const event_header *record);

	/* The ring is empty for now: hands over, and closes messages that nobody continues. */
	void pause(Time now);

	/* Closes all and hands over all, with one more frame at the end. */
	void finish(const event_header *last);

private:
	struct Held {
		Pool::Lease batch;
		unsigned waiting;
	};
	/* A message whose pieces are still to come. */
	struct Open {
		Held *held;
		std::size_t at;
		std::uint32_t arrived;
		bool progressed;
		Time idleSince;

		message_event *message() const;
	};

	bool addMessage(const message_event *first);
	void addPiece(const message_piece *piece);
	/* @return where `bytes` may be written, or null. */
	std::uint8_t *place(std::size_t bytes, bool wait = true);
	void close(std::vector<Open>::iterator open, std::uint16_t flags);
	void handOver();

	std::shared_ptr<Pool> pool_;
	Sink sink_;
	/* Not yet handed over, oldest first; the last one is being filled. */
	std::deque<Held> held_;
	/* One per thread of the node at most. */
	std::vector<Open> open_;
};
