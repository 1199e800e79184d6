/* Channels side by side: one sample of up to eight of them in one vector, so that filters, meters
 * and transforms do all channels of a print at the price of one. Every lane goes through the same
 * operations in the same order on every processor: the bits are the same with and without AVX2. */
#pragma once

enum { LANES = 8 };

typedef float lanes __attribute__((vector_size(32), may_alias));
typedef int lane_bits __attribute__((vector_size(32), may_alias));

/* Half of the lanes as they are stored, and wide enough for sums. */
typedef float half_lanes __attribute__((vector_size(16), may_alias));
typedef double wide_lanes __attribute__((vector_size(32), may_alias));

/* By lane; macros, because a function that returns a vector has no one calling convention. */
#define LANES_ABS(a)             ((lanes)((lane_bits)(a)&0x7fffffff))
#define LANES_SELECT(mask, a, b) ((lanes)(((mask) & (lane_bits)(a)) | (~(mask) & (lane_bits)(b))))
#define LANES_GREATER(a, b)      LANES_SELECT((a) > (b), a, b)
#define LANES_LESS(a, b)         LANES_SELECT((a) < (b), a, b)

/* The lower (0) or upper (1) half of *a, in double. */
#define LANES_WIDE(a, half) __builtin_convertvector(((const half_lanes *)(a))[half], wide_lanes)

/* Memory that holds lanes must be aligned to this: aligned_alloc, not malloc. The size of every
 * struct with lanes in it is a multiple. */
enum { LANES_ALIGNMENT = 32 };
