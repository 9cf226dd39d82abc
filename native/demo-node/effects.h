/* SPDX-License-Identifier: MIT */
#ifndef DEMO_EFFECTS_H
#define DEMO_EFFECTS_H

/*
 * Fires `count` of each mempool:* tracepoint, of validation:block_connected and of utxocache:add, one kind after the other on this
 * thread, and prints for each kind "mempool:added NS": the processor time that it took.
 */
void run_effects(long count);

#endif
