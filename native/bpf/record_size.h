/* SPDX-License-Identifier: MIT */
/*
 * A reservation's size must be a constant to the verifier, so a record takes the smallest of these 80 sizes
 * that suffices. They reach from a message without payload to the largest payload after a long address,
 * and waste 14 % at most. A search by halves finds the size.
 *
 * RECORD_SIZE(total) does LEAF(size), which its user defines, with the size for this many bytes.
 */
#pragma once

#define HALVES(total, middle, low, high) if ((total) <= (middle)) { low } else { high }
#define OF_2(t, a, b) HALVES(t, a, LEAF(a), LEAF(b))
#define OF_4(t, a, b, c, d) HALVES(t, b, OF_2(t, a, b), OF_2(t, c, d))
#define OF_8(t, a, b, c, d, e, f, g, h) HALVES(t, d, OF_4(t, a, b, c, d), OF_4(t, e, f, g, h))

#define RECORD_SIZE(t) HALVES(t, 28056, HALVES(t, 1384, HALVES(t, 488, \
	OF_8(t, 176, 208, 240, 280, 320, 368, 424, 488), \
	OF_8(t, 560, 640, 728, 832, 944, 1072, 1216, 1384)), HALVES(t, 3816, \
	OF_8(t, 1576, 1792, 2032, 2304, 2616, 2968, 3368, 3816), HALVES(t, 10376, \
	OF_8(t, 4328, 4904, 5560, 6296, 7136, 8088, 9160, 10376), \
	OF_8(t, 11752, 13312, 15072, 17064, 19320, 21880, 24776, 28056)))), \
	HALVES(t, 204248, HALVES(t, 75728, \
	OF_8(t, 31768, 35968, 40720, 46104, 52192, 59088, 66896, 75728), \
	OF_8(t, 85728, 97048, 109864, 124368, 140792, 159384, 180424, 204248)), HALVES(t, 550768, \
	OF_8(t, 231216, 261744, 296296, 335408, 379688, 429808, 486544, 550768), HALVES(t, 1485024, \
	OF_8(t, 623472, 705768, 798928, 904384, 1023760, 1158896, 1311864, 1485024), \
	OF_8(t, 1681040, 1902928, 2154104, 2438432, 2760288, 3124624, 3537056, 4000368)))))
