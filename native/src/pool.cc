// SPDX-License-Identifier: MIT
#include "pool.h"

#include <algorithm>
#include <new>

namespace {

/* A batch is this large unless a single frame needs more. */
constexpr std::size_t USUAL = 1 << 20;
/* Beyond the ring buffer itself; six of the largest messages. */
constexpr std::size_t LIMIT = 24 << 20;

} // namespace

Pool::Lease Pool::acquire(std::size_t bytes, std::size_t held)
{
	std::unique_lock lock(mutex_);
	const std::size_t capacity = std::max(bytes, USUAL);
	const auto fits = [&] {
		return (capacity == USUAL && !spare_.empty()) || bytes_ + capacity <= LIMIT || out_ <= held;
	};

	while (!fits()) {
		if (!spare_.empty()) {
			bytes_ -= spare_.back()->capacity;
			spare_.pop_back();
		} else if (patience_.count() < 0) {
			returned_.wait(lock);
		} else if (returned_.wait_until(lock, lastReturn_ + patience_) == std::cv_status::timeout &&
			   std::chrono::steady_clock::now() >= lastReturn_ + patience_) {
			return Lease(nullptr, Return{ shared_from_this() });
		}
	}

	std::unique_ptr<Batch> batch;
	if (capacity == USUAL && !spare_.empty()) {
		batch = std::move(spare_.back());
		spare_.pop_back();
	} else {
		auto *data = static_cast<std::uint8_t *>(std::malloc(capacity));
		batch.reset(new (std::nothrow) Batch{ decltype(Batch::data)(data), capacity, 0 });
		if (!data || !batch)
			return Lease(nullptr, Return{ shared_from_this() });
		bytes_ += capacity;
	}
	batch->used = 0;
	out_++;
	return Lease(batch.release(), Return{ shared_from_this() });
}

void Pool::giveBack(Batch *batch)
{
	std::unique_ptr<Batch> owned(batch);
	const std::lock_guard lock(mutex_);

	out_--;
	if (owned->capacity == USUAL)
		spare_.push_back(std::move(owned));
	else
		bytes_ -= owned->capacity;
	lastReturn_ = std::chrono::steady_clock::now();
	returned_.notify_one();
}

void Pool::hurry(std::chrono::milliseconds patience)
{
	const std::lock_guard lock(mutex_);

	patience_ = patience;
	lastReturn_ = std::chrono::steady_clock::now();
	returned_.notify_one();
}
