// SPDX-License-Identifier: MIT
#include "player.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "probes.h"

enum { MSGHAND, NET, THREADS };

struct player {
	const struct session *session;
	double speed;
	long loops;

	/* Under the lock: the next event is `position` of `loop`; `start_ns` is when the loop began. */
	pthread_mutex_t lock;
	pthread_cond_t turn[THREADS];
	long loop;
	int position;
	uint64_t start_ns;
	/* By recorded peer id: the event that opened it, while it is open. */
	const struct connection_event **open;
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
	return event->kind == EVENT_INBOUND_MESSAGE || event->kind == EVENT_MISBEHAVING_CONNECTION ?
		       MSGHAND :
		       NET;
}

static void fire_connection(struct player *player, const struct connection_event *event, int64_t shift)
{
	const struct demo_connection connection = { event->peer + shift, event->address,
						    event->connection_type, event->network,
						    event->existing_or_established };

	player->open[event->peer] = NULL;
	switch (event->header.kind) {
	case EVENT_INBOUND_CONNECTION:
		player->open[event->peer] = event;
		fire_inbound_connection(&connection);
		return;
	case EVENT_OUTBOUND_CONNECTION:
		player->open[event->peer] = event;
		fire_outbound_connection(&connection);
		return;
	case EVENT_EVICTED_INBOUND_CONNECTION:
		fire_evicted_inbound_connection(&connection);
		return;
	default:
		fire_closed_connection(&connection);
	}
}

static void fire(struct player *player, const struct event_header *event)
{
	const struct message_event *message = (const void *)event;
	const struct misbehaving_event *misbehaving = (const void *)event;
	const int64_t shift = player->loop * (player->session->highest_peer + 1);

	switch (event->kind) {
	case EVENT_INBOUND_MESSAGE:
	case EVENT_OUTBOUND_MESSAGE:
		fire_message(&(struct demo_message){
			event->kind == EVENT_INBOUND_MESSAGE, message->peer + shift, message->address,
			message->connection_type, message->message_type, message->size,
			(const char *)message + message->payload_offset });
		return;
	case EVENT_MISBEHAVING_CONNECTION:
		fire_misbehaving_connection(misbehaving->peer + shift, misbehaving->reason);
		return;
	default:
		fire_connection(player, (const void *)event, shift);
	}
}

/* The recorded clock says since when they were connected. */
static void close_all(struct player *player)
{
	const struct session *session = player->session;

	for (int64_t peer = 0; peer <= session->highest_peer; peer++) {
		const struct connection_event *opened = player->open[peer];
		if (!opened)
			continue;
		const uint64_t since =
			session->wall_ns + opened->header.time_ns - session->monotonic_ns;
		struct connection_event closed = *opened;
		closed.header.kind = EVENT_CLOSED_CONNECTION;
		closed.existing_or_established = since / 1000000000;
		fire_connection(player, &closed, player->loop * (session->highest_peer + 1));
	}
}

static uint64_t due(const struct player *player, int position)
{
	const struct session *session = player->session;
	const uint64_t recorded = session->events[position]->time_ns - session->events[0]->time_ns;

	return player->start_ns + (uint64_t)((double)recorded / player->speed);
}

static bool over(const struct player *player)
{
	return player->loops != 0 && player->loop == player->loops;
}

/* Lock held. The net thread, whose turn is also the end of a loop, begins the next. */
static int next_thread(const struct player *player)
{
	const struct session *session = player->session;

	return player->position == session->count ? NET : thread_of(session->events[player->position]);
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
			close_all(player);
			player->loop++;
			player->position = 0;
			player->start_ns = now_ns();
		} else {
			const uint64_t when = due(player, player->position);
			if (when > now_ns())
				sleep_until(when);
			fire(player, player->session->events[player->position++]);
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
				 .open = calloc(session->highest_peer + 1, sizeof(*player.open)) };
	struct thread threads[THREADS] = { { &player, MSGHAND }, { &player, NET } };
	pthread_t ids[THREADS];

	if (!player.open) {
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
	free(player.open);
}
