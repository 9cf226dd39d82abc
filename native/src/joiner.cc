// SPDX-License-Identifier: MIT
#include "joiner.h"

#include <algorithm>
#include <cstring>

/* Bytes of a batch of many frames. */
static constexpr std::size_t USUAL = 1 << 20;
/* A probe sends a message's pieces in one go; this long, only a page from a slow disk may take. */
static constexpr std::chrono::seconds PATIENCE(1);

/* Up to 7 bytes, so that a frame does not depend on what memory held before. */
static void clearPadding(message_event *message)
{
	const std::uint32_t end = message->payload_offset + message->captured;

	std::memset(reinterpret_cast<std::uint8_t *>(message) + end, 0, message->header.length - end);
}

message_event *Joiner::Held::message() const
{
	return reinterpret_cast<message_event *>(batch->data);
}

/* What did not arrive is cut from the frame. */
void Joiner::Held::close(std::uint16_t flags)
{
	message_event *frame = message();

	frame->header.flags |= flags;
	frame->captured = arrived;
	frame->header.length = (frame->payload_offset + arrived + 7) & ~7U;
	clearPadding(frame);
	batch->used = frame->header.length;
	open = false;
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
		return copy(record, record->length);
	}
}

bool Joiner::addMessage(const message_event *first)
{
	const std::uint32_t limit = first->payload_offset == MESSAGE_PAYLOAD_OFFSET ? RECORD_PAYLOAD : 0;
	const std::uint32_t here = std::min(first->captured, limit);

	/* A thread that begins a message has ended its last one. */
	for (Held &held : held_)
		if (held.open && held.message()->header.tid == first->header.tid)
			held.close(EVENT_RING_FULL);

	if (here == first->captured)
		return copy(&first->header, first->payload_offset + here);
	Held *held = hold(first->header.length, true);
	if (!held)
		return false;
	std::memcpy(held->batch->data, first, first->payload_offset + here);
	held->batch->used = first->header.length;
	held->open = held->progressed = true;
	held->arrived = here;
	return true;
}

void Joiner::addPiece(const message_piece *piece)
{
	const auto held = std::find_if(held_.begin(), held_.end(), [&](const Held &candidate) {
		return candidate.open && candidate.message()->header.sequence == piece->header.sequence;
	});

	/* Its first record found no memory. */
	if (held == held_.end())
		return;
	const message_event *message = held->message();
	if (piece->header.flags) {
		held->close(piece->header.flags);
	} else if (piece->offset == held->arrived &&
		   piece->piece_length <= message->captured - held->arrived) {
		std::memcpy(held->batch->data + message->payload_offset + held->arrived, piece + 1,
			    piece->piece_length);
		held->arrived += piece->piece_length;
		held->progressed = true;
		if (held->arrived == message->captured)
			held->close(0);
	}
}

/* @param size of the record without the frame's padding. */
bool Joiner::copy(const event_header *record, std::size_t size, bool wait)
{
	Held *held = held_.empty() ? nullptr : &held_.back();

	if (!held || held->open || held->batch->capacity - held->batch->used < record->length)
		held = hold(std::max<std::size_t>(USUAL, record->length), wait);
	if (!held)
		return false;
	std::uint8_t *frame = held->batch->data + held->batch->used;
	std::memcpy(frame, record, size);
	std::memset(frame + size, 0, record->length - size);
	held->batch->used += record->length;
	return true;
}

Joiner::Held *Joiner::hold(std::size_t capacity, bool wait)
{
	handOver();
	Pool::Lease batch = pool_->acquire(capacity, wait ? held_.size() : SIZE_MAX);
	if (!batch)
		return nullptr;
	return &held_.emplace_back(Held{ std::move(batch), false, 0, false, {} });
}

void Joiner::handOver()
{
	for (; !held_.empty() && !held_.front().open; held_.pop_front())
		sink_(std::move(held_.front().batch));
}

void Joiner::pause(Time now)
{
	for (Held &held : held_) {
		if (held.progressed)
			held.idleSince = now;
		else if (held.open && now - held.idleSince > PATIENCE)
			held.close(EVENT_RING_FULL);
		held.progressed = false;
	}
	handOver();
}

void Joiner::finish(const event_header *last)
{
	for (Held &held : held_)
		if (held.open)
			held.close(EVENT_RING_FULL);
	copy(last, last->length, false);
	handOver();
}
