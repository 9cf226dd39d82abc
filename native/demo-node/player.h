/* SPDX-License-Identifier: MIT */
#ifndef DEMO_PLAYER_H
#define DEMO_PLAYER_H

#include "session.h"

/*
 * Fires the session's events in order and, divided by speed, in time; in Core's two threads, of which
 * msghand processes what comes in and net does all else. A peer id is never used again: each loop is
 * played with other ids and closes the peers that are left, but in a session that goes round those that
 * stay are closed at the very end alone. @param loops 0: forever.
 */
void play(const struct session *session, double speed, long loops);

#endif
