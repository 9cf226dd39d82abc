// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

/* Whole frames back to back. */
struct Batch {
	std::size_t capacity, used;
	alignas(8) std::uint8_t data[];
};

/* Bounds the memory of batches, so that a slow client does not make it grow. Any thread. */
class Pool : public std::enable_shared_from_this<Pool> {
public:
	/* Gives itself back when nobody has it any more. */
	using Lease = std::shared_ptr<Batch>;

	Pool() = default;
	~Pool();
	Pool(const Pool &) = delete;
	Pool &operator=(const Pool &) = delete;

	/*
	 * Waits until there is room, or until no more batches are out than the caller has (`held`), who
	 * would wait for itself. @return null when nobody gives back although told to hurry, or out of
	 * memory.
	 */
	Lease acquire(std::size_t bytes, std::size_t held);

	/* From now on acquire waits only as long as somebody gives back every so often. */
	void hurry(std::chrono::milliseconds patience);

private:
	void giveBack(Batch *batch);

	std::mutex mutex_;
	std::condition_variable returned_;
	std::chrono::steady_clock::time_point lastReturn_;
	std::chrono::milliseconds patience_;
	bool hurried_ = false;
	std::size_t bytes_ = 0, out_ = 0, spareBytes_ = 0;
	std::vector<Batch *> spare_;
};
