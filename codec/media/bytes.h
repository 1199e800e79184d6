/* Little-endian numbers in files. */
#pragma once

#include <stdint.h>

static inline uint16_t bytes_u16(const uint8_t *in)
{
    return (uint16_t)(in[0] | in[1] << 8);
}

static inline uint32_t bytes_u32(const uint8_t *in)
{
    return bytes_u16(in) | (uint32_t)bytes_u16(in + 2) << 16;
}

static inline uint64_t bytes_u64(const uint8_t *in)
{
    return bytes_u32(in) | (uint64_t)bytes_u32(in + 4) << 32;
}
