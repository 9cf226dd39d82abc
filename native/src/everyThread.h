// SPDX-License-Identifier: MIT
#pragma once

/*
 * Calls `action` on every thread of this process, those of Node and V8 included, one after the other;
 * it must be safe in a signal handler. Throws std::system_error for a thread that does not answer.
 */
void onEveryThread(void (*action)());
