// SPDX-License-Identifier: MIT
#include "burst.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "probes.h"

#define STAMP_EVERY 4096

struct shooter {
	const struct burst *burst;
	int64_t peer;
	long count;
	uint8_t *payload;
	char *address;
	pthread_barrier_t *barrier;
	uint64_t begin, end, cpu;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* @param due CLOCK_MONOTONIC, ns. Not for what is due so soon that a sleep would be longer. */
static void wait_until(uint64_t due)
{
	const uint64_t shortest = 500000;
	const struct timespec until = { due / 1000000000, due % 1000000000 };

	if (due > now_ns(CLOCK_MONOTONIC) + shortest)
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void stamp(uint8_t *payload, uint64_t size, uint64_t counter)
{
	for (uint64_t at = 0; at < size; at += STAMP_EVERY)
		memcpy(payload + at, &counter, size - at < 8 ? size - at : 8);
}

static void fill(uint8_t *payload, uint64_t size)
{
	for (uint64_t i = 0; i < size; i++)
		payload[i] = i * 7 % 251;
}

static uint8_t *allocate(const struct burst *burst)
{
	const uint64_t size = burst->size ? burst->size : 1;
	int fd;

	if (burst->memory == MEMORY_RESIDENT) {
		uint8_t *payload = malloc(size);
		if (!payload)
			die("demo-node: malloc");
		fill(payload, burst->size);
		return payload;
	}
	fd = memfd_create("payload", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, size) != 0)
		die("demo-node: memfd_create");
	if (burst->memory == MEMORY_UNTOUCHED) {
		/* Filled through another mapping, so that this one has no pages yet. */
		uint8_t *other = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (other == MAP_FAILED)
			die("demo-node: mmap");
		fill(other, burst->size);
		stamp(other, burst->size, 0);
		munmap(other, size);
	}
	uint8_t *payload = mmap(NULL, size, burst->memory == MEMORY_UNREADABLE ? PROT_NONE : PROT_READ,
				MAP_SHARED, fd, 0);
	if (payload == MAP_FAILED)
		die("demo-node: mmap");
	close(fd);
	return payload;
}

static void *shoot(void *argument)
{
	struct shooter *self = argument;
	const struct burst *burst = self->burst;
	char connection_type[] = "outbound-full-relay", message_type[] = "tx";
	struct demo_message message = { true,	      self->peer,   self->address, connection_type,
					message_type, burst->size, self->payload };

	const double gap = burst->rate > 0 ? 1e9 * burst->threads / burst->rate : 0;

	pthread_barrier_wait(self->barrier);
	self->begin = now_ns(CLOCK_MONOTONIC);
	self->cpu = now_ns(CLOCK_THREAD_CPUTIME_ID);
	for (long i = 0; i < self->count; i++) {
		if (gap > 0)
			wait_until(self->begin + (uint64_t)(i * gap));
		if (burst->memory == MEMORY_RESIDENT)
			stamp(self->payload, burst->size, (uint64_t)self->peer << 32 | i);
		message.inbound = !burst->both_directions || i % 2 == 0;
		fire_message(&message);
	}
	self->end = now_ns(CLOCK_MONOTONIC);
	self->cpu = now_ns(CLOCK_THREAD_CPUTIME_ID) - self->cpu;
	return NULL;
}

struct burst_times run_burst(const struct burst *burst)
{
	struct shooter *shooters = calloc(burst->threads, sizeof(*shooters));
	pthread_t *ids = calloc(burst->threads, sizeof(*ids));
	pthread_barrier_t barrier;
	uint64_t begin = UINT64_MAX, end = 0, cpu = 0;

	if (!shooters || !ids || pthread_barrier_init(&barrier, NULL, burst->threads) != 0)
		die("demo-node");
	for (int i = 0; i < burst->threads; i++) {
		char *address = malloc(burst->address_length + 1);
		if (!address)
			die("demo-node: malloc");
		memset(address, 'a', burst->address_length);
		address[burst->address_length] = 0;
		const long share = burst->count / burst->threads + (i < burst->count % burst->threads);
		shooters[i] = (struct shooter){ burst, i, share, allocate(burst), address, &barrier, 0, 0, 0 };
		if (pthread_create(&ids[i], NULL, shoot, &shooters[i]) != 0)
			die("demo-node: pthread_create");
	}
	for (int i = 0; i < burst->threads; i++) {
		pthread_join(ids[i], NULL);
		begin = shooters[i].begin < begin ? shooters[i].begin : begin;
		end = shooters[i].end > end ? shooters[i].end : end;
		cpu += shooters[i].cpu;
	}
	return (struct burst_times){ end - begin, cpu };
}
