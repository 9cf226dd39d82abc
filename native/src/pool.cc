// SPDX-License-Identifier: MIT
#include "pool.h"

void Pool::lend(std::vector<Batch> batches)
{
	batches_ = std::move(batches);
	for (Batch &batch : batches_)
		free_.push_back(&batch);
}

Batch *Pool::take(bool last)
{
	std::unique_lock lock(mutex_);

	while (free_.size() <= (last ? 0 : 1)) {
		const auto patience = patience_;
		if (returned_.wait_for(lock, patience) == std::cv_status::timeout && patience == patience_) {
			/* Nor for the next. */
			patience_ = {};
			return nullptr;
		}
	}
	Batch *batch = free_.back();
	free_.pop_back();
	batch->taken = true;
	batch->used = 0;
	return batch;
}

void Pool::giveBack(std::size_t number)
{
	const std::lock_guard lock(mutex_);

	if (number >= batches_.size() || !batches_[number].taken)
		return;
	batches_[number].taken = false;
	free_.push_back(&batches_[number]);
	returned_.notify_one();
}

void Pool::hurry(std::chrono::milliseconds patience)
{
	const std::lock_guard lock(mutex_);

	patience_ = patience;
	returned_.notify_one();
}
