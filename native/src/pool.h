// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

/* Whole frames back to back, in memory of JavaScript's. */
struct Batch {
	std::uint8_t *data;
	std::size_t capacity;
	/* Its number among those of the pool. */
	std::size_t number;
	std::size_t used = 0;
	bool taken = false;
};

/* All the memory there is, so that a slow client does not make it grow. Any thread. */
class Pool {
public:
	void lend(std::vector<Batch> batches);

	/*
	 * Waits until one is free; one is kept for the last frame. @return null when nobody has given one
	 * back for as long as there is patience: a day, at first.
	 */
	Batch *take(bool last);
	/* Of one that is not taken: nothing. */
	void giveBack(std::size_t number);

	/* There is less patience from now on. */
	void hurry(std::chrono::milliseconds patience);

private:
	std::mutex mutex_;
	std::condition_variable returned_;
	std::chrono::milliseconds patience_ = std::chrono::hours(24);
	std::vector<Batch> batches_;
	/* The one on top was used last: it is in the processor's caches. */
	std::vector<Batch *> free_;
};
