// SPDX-License-Identifier: MIT
#include "pool.h"

#include <algorithm>
#include <cstdlib>

/* Beyond the ring buffer itself: six of the largest messages. */
static constexpr std::size_t LIMIT = 24 << 20;
/* Of that, kept for reuse: fresh memory costs a page fault each 4 KiB. */
static constexpr std::size_t KEPT = 8 << 20;
/* Capacities are multiples of this, so that messages of about the same size find each other's. */
static constexpr std::size_t GRAIN = 64 << 10;

using Clock = std::chrono::steady_clock;

Pool::~Pool()
{
	for (Batch *batch : spare_)
		std::free(batch);
}

Pool::Lease Pool::acquire(std::size_t bytes, std::size_t held)
{
	const std::size_t capacity = (bytes + GRAIN - 1) & ~(GRAIN - 1);
	std::unique_lock lock(mutex_);

	while (bytes_ + capacity > LIMIT && out_ > held) {
		if (!hurried_)
			returned_.wait(lock);
		else if (Clock::now() < lastReturn_ + patience_)
			returned_.wait_until(lock, lastReturn_ + patience_);
		else
			return nullptr;
	}
	const auto spare = std::find_if(spare_.begin(), spare_.end(), [&](const Batch *candidate) {
		return candidate->capacity == capacity;
	});
	Batch *batch;
	if (spare != spare_.end()) {
		batch = *spare;
		spare_.erase(spare);
		spareBytes_ -= capacity;
	} else {
		batch = static_cast<Batch *>(std::malloc(sizeof(Batch) + capacity));
		if (!batch)
			return nullptr;
	}
	*batch = { capacity, 0 };
	bytes_ += capacity;
	out_++;
	return Lease(batch, [pool = shared_from_this()](Batch *returned) { pool->giveBack(returned); });
}

void Pool::giveBack(Batch *batch)
{
	const std::lock_guard lock(mutex_);

	bytes_ -= batch->capacity;
	out_--;
	lastReturn_ = Clock::now();
	returned_.notify_one();
	spare_.push_back(batch);
	for (spareBytes_ += batch->capacity; spareBytes_ > KEPT; spare_.erase(spare_.begin())) {
		spareBytes_ -= spare_.front()->capacity;
		std::free(spare_.front());
	}
}

void Pool::hurry(std::chrono::milliseconds patience)
{
	const std::lock_guard lock(mutex_);

	hurried_ = true;
	patience_ = patience;
	lastReturn_ = Clock::now();
	returned_.notify_one();
}
