/* SPDX-License-Identifier: MIT */
#ifndef DEMO_PLAYER_H
#define DEMO_PLAYER_H

#include "session.h"

/*
 * Fires the session's events in order and, divided by speed, in time; in Core's two threads, of which
 * msghand processes what comes in and net does all else. Each time anew with other peer ids, as the
 * peers that are still there at the end are closed. @param loops 0: forever.
 */
void play(const struct session *session, double speed, long loops);

#endif
