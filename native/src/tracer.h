// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <thread>
#include "joiner.h"
#include "probes.h"

struct ring_buffer;

/* Attached from construction on; start() begins a thread that drains the ring buffer. */
class Tracer {
public:
	/* Throws Failure. */
	explicit Tracer(const Options &options);
	~Tracer();

	const Probes &probes() const { return probes_; }

	/* Both are called on the drain thread, onEnd once and last. */
	void start(Joiner::Sink onBatch, std::function<void()> onEnd);
	void onlyPid(std::uint32_t pid);
	/* Returns at once; onEnd follows when what was left in the ring is handed over. */
	void stop();
	/* Stops, and waits for the thread, which no longer waits for batches to come back. */
	void abandon();

private:
	void run();
	bool drain();
	void sleep();
	statistics_event statistics() const;
	static int onRecord(void *context, void *record, std::size_t size);

	const std::uint64_t ringSize_;
	Probes probes_;
	std::unique_ptr<ring_buffer, void (*)(ring_buffer *)> ring_;
	std::shared_ptr<Pool> pool_ = std::make_shared<Pool>();
	std::unique_ptr<Joiner> joiner_;
	std::function<void()> onEnd_;
	std::atomic<bool> stopping_{ false };
	/* Drain thread. */
	unsigned records_ = 0;
	std::uint64_t discarded_ = 0;
	std::thread thread_;
};
