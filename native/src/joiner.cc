// SPDX-License-Identifier: MIT
#include "joiner.h"

#include <algorithm>
#include <cstring>

namespace {

/* A probe sends a message's pieces in one go; this long, only a page from a slow disk may take. */
constexpr std::chrono::seconds PATIENCE(1);

std::uint32_t frameLength(const message_event *message)
{
	return (message->payload_offset + message->captured + 7) & ~7U;
}

/* Up to 7 bytes after the payload, so that a frame does not depend on what memory held before. */
void clearPadding(message_event *message)
{
	const std::uint32_t end = message->payload_offset + message->captured;

	std::memset(reinterpret_cast<std::uint8_t *>(message) + end, 0, message->header.length - end);
}

} // namespace

Joiner::Joiner(std::shared_ptr<Pool> pool, Sink sink) : pool_(std::move(pool)), sink_(std::move(sink))
{
}

message_event *Joiner::Open::message() const
{
	return reinterpret_cast<message_event *>(held->batch->data.get() + at);
}

bool Joiner::add(const event_header *record)
{
	switch (record->kind) {
	case EVENT_MESSAGE_PIECE:
		addPiece(reinterpret_cast<const message_piece *>(record));
		return true;
	case EVENT_INBOUND_MESSAGE:
	case EVENT_OUTBOUND_MESSAGE:
		return addMessage(reinterpret_cast<const message_event *>(record));
	default:
		std::uint8_t *frame = place(record->length);
		if (frame)
			std::memcpy(frame, record, record->length);
		return frame;
	}
}

bool Joiner::addMessage(const message_event *first)
{
	const std::uint32_t limit = first->payload_offset == MESSAGE_PAYLOAD_OFFSET ? RECORD_PAYLOAD : 0;
	const std::uint32_t here = std::min(first->captured, limit);

	/* A thread that begins a message has ended its last one. */
	for (auto open = open_.begin(); open != open_.end(); ++open)
		if (open->message()->header.tid == first->header.tid) {
			close(open, EVENT_RING_FULL);
			break;
		}

	std::uint8_t *frame = place(first->header.length);
	if (!frame)
		return false;
	std::memcpy(frame, first, first->payload_offset + here);
	if (here == first->captured) {
		clearPadding(reinterpret_cast<message_event *>(frame));
	} else {
		Held &held = held_.back();
		held.waiting++;
		const auto at = static_cast<std::size_t>(frame - held.batch->data.get());
		open_.push_back({ &held, at, here, true, {} });
	}
	return true;
}

void Joiner::addPiece(const message_piece *piece)
{
	const auto open = std::find_if(open_.begin(), open_.end(), [&](const Open &candidate) {
		return candidate.message()->header.sequence == piece->header.sequence;
	});
	/* Its first record found no memory. */
	if (open == open_.end())
		return;

	message_event *message = open->message();
	if (piece->header.flags) {
		close(open, piece->header.flags);
	} else if (piece->offset == open->arrived &&
		   piece->piece_length <= message->captured - open->arrived) {
		std::memcpy(reinterpret_cast<std::uint8_t *>(message) + message->payload_offset + open->arrived,
			    piece + 1, piece->piece_length);
		open->arrived += piece->piece_length;
		open->progressed = true;
		if (open->arrived == message->captured)
			close(open, 0);
	}
}

std::uint8_t *Joiner::place(std::size_t bytes, bool wait)
{
	if (held_.empty() || held_.back().batch->used + bytes > held_.back().batch->capacity) {
		handOver();
		Pool::Lease batch = pool_->acquire(bytes, wait ? held_.size() : SIZE_MAX);
		if (!batch)
			return nullptr;
		held_.push_back({ std::move(batch), 0 });
	}
	Batch &batch = *held_.back().batch;
	batch.used += bytes;
	return batch.data.get() + batch.used - bytes;
}

/* What did not arrive is cut from the frame, and what lies behind it in the batch moves up. */
void Joiner::close(std::vector<Open>::iterator open, std::uint16_t flags)
{
	message_event *message = open->message();
	Held *const held = open->held;
	Batch &batch = *held->batch;
	const std::size_t end = open->at + message->header.length;

	message->header.flags |= flags;
	message->captured = open->arrived;
	const std::uint32_t surplus = message->header.length - frameLength(message);
	message->header.length -= surplus;
	clearPadding(message);
	if (surplus) {
		std::memmove(batch.data.get() + end - surplus, batch.data.get() + end, batch.used - end);
		batch.used -= surplus;
		for (Open &other : open_)
			if (other.held == held && other.at >= end)
				other.at -= surplus;
	}
	held->waiting--;
	open_.erase(open);
}

void Joiner::handOver()
{
	while (!held_.empty() && held_.front().waiting == 0) {
		if (held_.front().batch->used)
			sink_(std::move(held_.front().batch));
		held_.pop_front();
	}
}

void Joiner::pause(Time now)
{
	for (std::size_t i = open_.size(); i-- > 0;) {
		Open &open = open_[i];
		if (open.progressed) {
			open.progressed = false;
			open.idleSince = now;
		} else if (now - open.idleSince > PATIENCE) {
			close(open_.begin() + static_cast<std::ptrdiff_t>(i), EVENT_RING_FULL);
		}
	}
	handOver();
}

void Joiner::finish(const event_header *last)
{
	while (!open_.empty())
		close(open_.begin(), EVENT_RING_FULL);
	handOver();
	if (std::uint8_t *frame = place(last->length, false))
		std::memcpy(frame, last, last->length);
	handOver();
}
