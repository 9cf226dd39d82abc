// SPDX-License-Identifier: MIT
#include "pool.h"

#include <cstdlib>

/* Beyond the ring buffer itself: six of the largest messages. */
static constexpr std::size_t LIMIT = 24 << 20;

using Clock = std::chrono::steady_clock;

Pool::Lease Pool::acquire(std::size_t capacity, std::size_t held)
{
	std::unique_lock lock(mutex_);

	while (bytes_ + capacity > LIMIT && out_ > held) {
		if (!hurried_)
			returned_.wait(lock);
		else if (Clock::now() < lastReturn_ + patience_)
			returned_.wait_until(lock, lastReturn_ + patience_);
		else
			return nullptr;
	}
	auto *batch = static_cast<Batch *>(std::malloc(sizeof(Batch) + capacity));
	if (!batch)
		return nullptr;
	*batch = { capacity, 0 };
	bytes_ += capacity;
	out_++;
	return Lease(batch, [pool = shared_from_this()](Batch *returned) {
		const std::lock_guard guard(pool->mutex_);
		pool->bytes_ -= returned->capacity;
		pool->out_--;
		pool->lastReturn_ = Clock::now();
		pool->returned_.notify_one();
		std::free(returned);
	});
}

void Pool::hurry(std::chrono::milliseconds patience)
{
	const std::lock_guard lock(mutex_);

	hurried_ = true;
	patience_ = patience;
	lastReturn_ = Clock::now();
	returned_.notify_one();
}
