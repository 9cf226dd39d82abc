// SPDX-License-Identifier: MIT
#include "player.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "probes.h"

enum { MSGHAND, NET, THREADS };

struct open_connection {
	/* The event that opened it; NULL: it is not open. */
	const struct connection_event *opened;
	/* As it was played. */
	int64_t peer;
	/* Seconds since 1970. */
	uint64_t since;
};

struct player {
	const struct session *session;
	double speed;
	long loops;

	/* Under the lock: the next step is `position` of `loop`; `start_ns` is when its first would be due. */
	pthread_mutex_t lock;
	pthread_cond_t turn[THREADS];
	long loop;
	int position;
	uint64_t start_ns;
	/* By recorded peer id. */
	struct open_connection *connections;
};

struct thread {
	struct player *player;
	int self;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void sleep_until(uint64_t ns)
{
	const struct timespec due = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) != 0)
		continue;
}

static int thread_of(const struct event_header *event)
{
	switch (event->kind) {
	case EVENT_OUTBOUND_MESSAGE:
	case EVENT_INBOUND_CONNECTION:
	case EVENT_OUTBOUND_CONNECTION:
	case EVENT_CLOSED_CONNECTION:
	case EVENT_EVICTED_INBOUND_CONNECTION:
		return NET;
	default:
		return MSGHAND;
	}
}

/* Who stays keeps the id; a visitor has a new one in each round. */
static int64_t played_peer(const struct session *session, int64_t peer, long round)
{
	const int64_t visitors = session->highest_peer + 1 - session->first_visitor;

	return peer < session->first_visitor ? peer : peer + round * visitors;
}

/* Seconds since 1970. */
static uint64_t recorded_at(const struct session *session, const struct event_header *event)
{
	return (session->wall_ns + event->time_ns - session->monotonic_ns) / 1000000000;
}

/* A session that goes round for hours closes what was opened in these hours; the other is a record. */
static uint64_t opened_at(const struct session *session, const struct connection_event *event)
{
	return session->has_marks ? (uint64_t)time(NULL) : recorded_at(session, &event->header);
}

/* A transaction of such a session entered the mempool as long ago as when it was recorded. */
static uint64_t entered_at(const struct session *session, const struct event_header *event, uint64_t entry_time)
{
	return session->has_marks ? time(NULL) - (recorded_at(session, event) - entry_time) : entry_time;
}

static void fire_connection(struct player *player, const struct connection_event *event, int64_t peer)
{
	struct open_connection *ours = &player->connections[event->peer];
	struct demo_connection connection = { peer, event->address, event->connection_type, event->network,
					      event->existing_or_established };

	switch (event->header.kind) {
	case EVENT_INBOUND_CONNECTION:
	case EVENT_OUTBOUND_CONNECTION:
		*ours = (struct open_connection){ event, peer, opened_at(player->session, event) };
		if (event->header.kind == EVENT_INBOUND_CONNECTION)
			fire_inbound_connection(&connection);
		else
			fire_outbound_connection(&connection);
		return;
	default:
		ours->opened = NULL;
		if (player->session->has_marks)
			connection.existing_or_established = ours->since;
		if (event->header.kind == EVENT_EVICTED_INBOUND_CONNECTION)
			fire_evicted_inbound_connection(&connection);
		else
			fire_closed_connection(&connection);
	}
}

/* All of the value is the first coin's. */
static void fire_coins(void (*fire_coin)(const struct demo_coin *), const struct block_coins_event *block,
		       enum coin_change change, bool coinbase)
{
	struct demo_coin coin = { block->hash, 0, block->height, block->counts[change].value, coinbase };

	for (uint64_t i = 0; i < block->counts[change].coins; i++) {
		fire_coin(&coin);
		coin.value = 0;
		coin.coinbase = false;
	}
}

/* What Core's caches of coins do until a block is connected. */
static void fire_coins_of(const struct block_coins_event *block)
{
	const struct demo_coin reward = { block->hash, 0, block->height, 5000000000, true },
			       other = { block->hash, 1, block->height, 1000, false };

	fire_coins(fire_coin_uncache, block, COINS_UNCACHED, false);
	/* In caches of their own: the block was tested before, and so was the mempool. Without a coinbase it has begun before. */
	if (block->counts[COINS_ADDED].coins > 0) {
		fire_coin_add(&reward);
		fire_coin_spent(&other);
		fire_coin_add(&other);
	}
	fire_coins(fire_coin_add, block, COINS_ADDED, true);
	fire_coins(fire_coin_spent, block, COINS_SPENT, false);
}

static void fire(struct player *player, const struct step *step)
{
	const struct event_header *event = step->event;
	const struct message_event *message = (const void *)event;
	const struct misbehaving_event *misbehaving = (const void *)event;
	const long round = player->loop - step->from_last_round;
	const int64_t peer = played_peer(player->session, peer_of(event), round);
	const bool last = step + 1 == player->session->steps + player->session->count;
	const struct step *next = last ? NULL : step + 1;
	struct block_header_event header;
	struct compact_block_reconstructed_event reconstructed;
	struct mempool_removed_event removed;
	struct mempool_replaced_event replaced;

	if (round < 0)
		return;
	switch (event->kind) {
	case EVENT_INBOUND_MESSAGE:
	case EVENT_OUTBOUND_MESSAGE:
		fire_message(&(struct demo_message){ event->kind == EVENT_INBOUND_MESSAGE, peer,
						     message->address, message->connection_type,
						     message->message_type, message->size,
						     (const char *)message + message->payload_offset });
		return;
	case EVENT_MISBEHAVING_CONNECTION:
		fire_misbehaving_connection(peer, misbehaving->reason);
		return;
	case EVENT_BLOCK_HEADER:
		header = *(const struct block_header_event *)event;
		header.peer = peer;
		fire_block_header(&header);
		return;
	case EVENT_COMPACT_BLOCK_RECONSTRUCTED:
		reconstructed = *(const struct compact_block_reconstructed_event *)event;
		reconstructed.peer = peer;
		fire_compact_block_reconstructed(&reconstructed);
		return;
	case EVENT_MEMPOOL_ADDED:
		fire_mempool_added((const void *)event);
		return;
	case EVENT_MEMPOOL_REMOVED:
		removed = *(const struct mempool_removed_event *)event;
		removed.entry_time = entered_at(player->session, event, removed.entry_time);
		fire_mempool_removed(&removed);
		return;
	case EVENT_MEMPOOL_REPLACED:
		replaced = *(const struct mempool_replaced_event *)event;
		replaced.entry_time = entered_at(player->session, event, replaced.entry_time);
		fire_mempool_replaced(&replaced);
		return;
	case EVENT_MEMPOOL_REJECTED:
		fire_mempool_rejected((const void *)event);
		return;
	case EVENT_BLOCK_CONNECTED:
		/* A recording has the coins after the block, when they were told. */
		if (next && next->event->kind == EVENT_BLOCK_COINS)
			fire_coins_of((const void *)next->event);
		fire_block_connected((const void *)event);
		return;
	case EVENT_BLOCK_COINS:
		return;
	case EVENT_CACHE_FLUSHED:
		fire_cache_flushed((const void *)event);
		return;
	default:
		fire_connection(player, (const void *)event, peer);
	}
}

static void close_all(struct player *player)
{
	for (int64_t peer = 0; peer <= player->session->highest_peer; peer++) {
		const struct open_connection *ours = &player->connections[peer];
		if (!ours->opened)
			continue;
		struct connection_event closed = *ours->opened;
		closed.header.kind = EVENT_CLOSED_CONNECTION;
		closed.existing_or_established = ours->since;
		fire_connection(player, &closed, ours->peer);
	}
}

static uint64_t due(const struct player *player, const struct step *step)
{
	return player->start_ns + (uint64_t)((double)step->at_ns / player->speed);
}

static bool over(const struct player *player)
{
	return player->loops != 0 && player->loop == player->loops;
}

/* Lock held. */
static void begin_next_loop(struct player *player)
{
	const struct session *session = player->session;

	player->loop++;
	if (!session->has_marks || over(player))
		close_all(player);
	player->position = session->round;
	player->start_ns += (uint64_t)((double)session->round_ns / player->speed);
}

/* Lock held. The net thread, whose turn is also the end of a loop, begins the next. */
static int next_thread(const struct player *player)
{
	const struct session *session = player->session;

	return player->position == session->count ? NET : thread_of(session->steps[player->position].event);
}

static void *run(void *argument)
{
	const struct thread *thread = argument;
	struct player *player = thread->player;

	pthread_mutex_lock(&player->lock);
	while (!over(player)) {
		if (next_thread(player) != thread->self) {
			pthread_cond_signal(&player->turn[!thread->self]);
			pthread_cond_wait(&player->turn[thread->self], &player->lock);
		} else if (player->position == player->session->count) {
			begin_next_loop(player);
		} else {
			const struct step *step = &player->session->steps[player->position++];
			const uint64_t when = due(player, step);
			if (when > now_ns())
				sleep_until(when);
			fire(player, step);
		}
	}
	pthread_cond_signal(&player->turn[!thread->self]);
	pthread_mutex_unlock(&player->lock);
	return NULL;
}

void play(const struct session *session, double speed, long loops)
{
	static const char *const names[THREADS] = { "b-msghand", "b-net" };
	struct player player = { .session = session,
				 .speed = speed,
				 .loops = loops,
				 .lock = PTHREAD_MUTEX_INITIALIZER,
				 .turn = { PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER },
				 .start_ns = now_ns(),
				 .connections = calloc(session->highest_peer + 1,
							sizeof(*player.connections)) };
	struct thread threads[THREADS] = { { &player, MSGHAND }, { &player, NET } };
	pthread_t ids[THREADS];

	if (!player.connections) {
		perror("demo-node");
		exit(1);
	}
	for (int i = 0; i < THREADS; i++) {
		if (pthread_create(&ids[i], NULL, run, &threads[i]) != 0) {
			perror("demo-node: pthread_create");
			exit(1);
		}
		pthread_setname_np(ids[i], names[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(ids[i], NULL);
	free(player.connections);
}
