// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include "probes.h"

struct ring_buffer;

/* Attached from construction on; start() begins a thread that carries the ring buffer's events away. */
class Tracer {
public:
	/* Throws Failure. */
	explicit Tracer(const Options &options);
	~Tracer();

	Probes &probes() { return probes_; }

	/*
	 * @param socket Non-blocking; it gets whole frames. What it does not take stays in the ring buffer.
	 * @param onEnd Called on the thread, once and last.
	 */
	void start(int socket, std::function<void()> onEnd);
	/* Returns at once; the end follows when what was left in the ring is written, or nobody can take it. */
	void stop();
	/* Stops, and waits for the thread, which no longer waits for the socket. */
	void abandon();

private:
	void run();
	bool drain();
	void sleep();
	void take(const event_header *frame);
	void flush();
	void write(const void *bytes, std::size_t size);
	bool hasRoom();
	statistics_event statistics();
	static int onRecord(void *context, void *record, std::size_t size);

	const std::uint64_t ringSize_;
	Probes probes_;
	std::unique_ptr<ring_buffer, void (*)(ring_buffer *)> ring_;
	std::function<void()> onEnd_;
	std::atomic<bool> stopping_{ false }, abandoned_{ false };
	/* The rest is the thread's. */
	int socket_ = -1;
	/* Somebody is there to read. */
	bool open_ = true;
	unsigned records_ = 0;
	/* Small frames, to be written together. */
	std::vector<std::uint8_t> gathered_;
	std::thread thread_;
};
