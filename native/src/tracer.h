// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include "pool.h"
#include "probes.h"

struct ring_buffer;

/* Attached from construction on; start() begins a thread that drains the ring buffer. */
class Tracer {
public:
	/* Throws Failure. */
	explicit Tracer(const Options &options);
	~Tracer();

	Probes &probes() { return probes_; }
	Pool &pool() { return pool_; }

	/* Called on the drain thread with a batch of the pool, to be given back, and at the end with null. */
	void start(std::vector<Batch> memory, std::function<void(Batch *)> sink);
	/* Returns at once; the end follows when what was left in the ring is handed over. */
	void stop();
	/* Stops, and waits for the thread, which no longer waits for batches to come back. */
	void abandon();

private:
	void run();
	bool drain();
	void sleep();
	bool add(const event_header *frame, bool last = false);
	void handOver();
	statistics_event statistics();
	static int onRecord(void *context, void *record, std::size_t size);

	const std::uint64_t ringSize_;
	Probes probes_;
	std::unique_ptr<ring_buffer, void (*)(ring_buffer *)> ring_;
	Pool pool_;
	std::function<void(Batch *)> sink_;
	std::atomic<bool> stopping_{ false };
	/* Drain thread. */
	Batch *batch_ = nullptr;
	unsigned records_ = 0;
	std::uint64_t discarded_ = 0;
	std::thread thread_;
};
