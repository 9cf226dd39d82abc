// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

/* Whole frames back to back, in memory of their own. */
struct Batch {
	struct Free {
		void operator()(std::uint8_t *data) const { std::free(data); }
	};
	std::unique_ptr<std::uint8_t, Free> data;
	std::size_t capacity;
	std::size_t used;
};

/* A bounded supply of batches: what the client has not taken yet must not grow. Any thread. */
class Pool : public std::enable_shared_from_this<Pool> {
public:
	struct Return {
		std::shared_ptr<Pool> pool;
		void operator()(Batch *batch) const { pool->giveBack(batch); }
	};
	using Lease = std::unique_ptr<Batch, Return>;

	/*
	 * Waits until memory is free, or until no more batches are out than the caller has (`held`), who
	 * would wait for itself. @return null when nobody gives back although told to hurry, or out of memory.
	 */
	Lease acquire(std::size_t bytes, std::size_t held);

	/* From now on acquire waits only as long as somebody gives back every so often. */
	void hurry(std::chrono::milliseconds patience);

private:
	void giveBack(Batch *batch);

	std::mutex mutex_;
	std::condition_variable returned_;
	std::chrono::steady_clock::time_point lastReturn_;
	std::chrono::milliseconds patience_{ -1 };
	std::size_t bytes_ = 0;
	std::size_t out_ = 0;
	std::vector<std::unique_ptr<Batch>> spare_;
};
