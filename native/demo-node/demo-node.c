// SPDX-License-Identifier: MIT
/*
 * A program with Bitcoin Core's net:*, mempool:* and validation:* tracepoints that plays a recorded session,
 * for a first look without a node; or fires messages as fast as it can, for tests and measurements.
 *
 * busy.p2ptrace.gz is a real Bitcoin Core node (31.99, regtest) in a crowd, recorded by this project's
 * command line, with what became of each transaction and block. All of what the node sends and does is its own.
 * Its peers are small scripts that answer, announce, ask, mine and misbehave as nodes, wallets and crawlers do,
 * under the names of such and with delays as their networks have. The network was one machine without
 * others: IPv4 addresses are of 240.0.0.0/4 and IPv6 addresses of 3fff::/20, which belong to nobody, and
 * Tor and I2P were stand-ins of a SOCKS proxy and a SAM bridge. Transactions and blocks are valid ones of
 * regtest, with signatures and keys that are random bytes. scripts/makeBusySession.ts says how the
 * recording became a session that goes round. session.p2ptrace.gz is an older recording of a node with
 * nine peers and ends after 25 seconds; tests know it to its last event.
 */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "burst.h"
#include "effects.h"
#include "player.h"
#include "probes.h"

static const char usage[] =
	"usage: demo-node [--session FILE] [--speed X] [--loops N] [--wait] [--with-parent]\n"
	"       demo-node --burst COUNT [--rate N] [--size BYTES] [--threads N] [--both-directions]\n"
	"                 [--memory resident|untouched|unreadable] [--address-length N] [--wait]\n"
	"       demo-node --effects COUNT [--wait]\n"
	"\n"
	"Prints \"ready PID\" when it may be traced.\n"
	"  --session FILE  a capture file, gzipped or not (busy-session.p2ptrace.gz beside this program)\n"
	"  --speed X       X times as fast as recorded (1)\n"
	"  --loops N       play N times (or rounds) and end; 0: forever (0)\n"
	"  --wait          begin when a tracer has attached\n"
	"  --with-parent   end when the parent process ends\n"
	"  --burst COUNT   fire COUNT messages, print \"elapsed NS\", \"cpu NS\", and end\n"
	"  --effects COUNT fire COUNT of each of mempool:*, of validation:block_connected and of utxocache:add,\n"
	"                  print of each its name and the nanoseconds of processor time, and end\n"
	"  --rate N        N messages a second (0: as fast as possible)\n";

static void misuse(const char *what)
{
	fprintf(stderr, "demo-node: bad %s\n%s", what, usage);
	exit(2);
}

static double number(const char *name, const char *text, double least, double most)
{
	char *end;
	const double value = strtod(text, &end);

	if (end == text || *end || !(value >= least && value <= most))
		misuse(name);
	return value;
}

static enum burst_memory memory(const char *text)
{
	if (strcmp(text, "resident") == 0)
		return MEMORY_RESIDENT;
	if (strcmp(text, "untouched") == 0)
		return MEMORY_UNTOUCHED;
	if (strcmp(text, "unreadable") != 0)
		misuse("--memory");
	return MEMORY_UNREADABLE;
}

static char *session_beside_us(void)
{
	static char path[4096];
	const char name[] = "/busy-session.p2ptrace.gz";
	const ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - sizeof(name));

	if (n < 0) {
		perror("demo-node: /proc/self/exe");
		exit(1);
	}
	path[n] = 0;
	strcpy(strrchr(path, '/'), name);
	return path;
}

int main(int argc, char **argv)
{
	enum { SESSION = 1, SPEED, LOOPS, WAIT, PARENT, BURST, RATE, SIZE, THREADS, BOTH, MEMORY, ADDRESS, EFFECTS };
	static const struct option options[] = {
		{ "session", required_argument, NULL, SESSION },
		{ "speed", required_argument, NULL, SPEED },
		{ "loops", required_argument, NULL, LOOPS },
		{ "wait", no_argument, NULL, WAIT },
		{ "with-parent", no_argument, NULL, PARENT },
		{ "burst", required_argument, NULL, BURST },
		{ "rate", required_argument, NULL, RATE },
		{ "size", required_argument, NULL, SIZE },
		{ "threads", required_argument, NULL, THREADS },
		{ "both-directions", no_argument, NULL, BOTH },
		{ "memory", required_argument, NULL, MEMORY },
		{ "address-length", required_argument, NULL, ADDRESS },
		{ "effects", required_argument, NULL, EFFECTS },
		{ 0 },
	};
	struct burst burst = { .size = 250, .threads = 1, .address_length = 20 };
	const char *path = NULL;
	double speed = 1;
	long loops = 0, effects = 0;
	bool wait = false;

	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (option) {
		case SESSION:
			path = optarg;
			break;
		case SPEED:
			speed = number("--speed", optarg, 1e-3, 1e6);
			break;
		case LOOPS:
			loops = number("--loops", optarg, 0, 1e9);
			break;
		case WAIT:
			wait = true;
			break;
		case PARENT:
			prctl(PR_SET_PDEATHSIG, SIGTERM);
			break;
		case BURST:
			burst.count = number("--burst", optarg, 1, 1e12);
			break;
		case EFFECTS:
			effects = number("--effects", optarg, 1, 1e9);
			break;
		case RATE:
			burst.rate = number("--rate", optarg, 0, 1e9);
			break;
		case SIZE:
			burst.size = number("--size", optarg, 0, 1e9);
			break;
		case THREADS:
			burst.threads = number("--threads", optarg, 1, 1000);
			break;
		case BOTH:
			burst.both_directions = true;
			break;
		case MEMORY:
			burst.memory = memory(optarg);
			break;
		case ADDRESS:
			burst.address_length = number("--address-length", optarg, 0, 4096);
			break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (optind != argc)
		misuse(argv[optind]);

	struct session session = { 0 };
	if (!burst.count && !effects)
		session = load_session(path ? path : session_beside_us());
	printf("ready %d\n", getpid());
	fflush(stdout);
	if (wait)
		wait_for_tracer();
	if (effects) {
		run_effects(effects);
	} else if (burst.count) {
		const struct burst_times times = run_burst(&burst);
		printf("elapsed %" PRIu64 "\ncpu %" PRIu64 "\n", times.elapsed, times.cpu);
	} else {
		play(&session, speed, loops);
	}
	return 0;
}
