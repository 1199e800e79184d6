#include "codec/core/crc32c.h"

#include <stdbool.h>
#include <string.h>

/* Of each half of a byte: sixteen words stay in the cache and need no start-up. */
static const uint32_t table[16] = {
    0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
    0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

uint32_t crc32c_add_plain(uint32_t crc, const void *data, size_t bytes)
{
    const uint8_t *next = data;

    crc = ~crc;
    for (size_t i = 0; i < bytes; i++) {
        crc ^= next[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}

#if defined(__x86_64__)

static bool has_instruction(void)
{
    return __builtin_cpu_supports("sse4.2");
}

__attribute__((target("sse4.2"))) static uint32_t add_fast(uint32_t crc, const uint8_t *next,
                                                           size_t bytes)
{
    uint64_t wide = ~crc, eight;

    for (; bytes >= sizeof eight; bytes -= sizeof eight, next += sizeof eight) {
        memcpy(&eight, next, sizeof eight);
        wide = __builtin_ia32_crc32di(wide, eight);
    }
    crc = (uint32_t)wide;
    for (; bytes > 0; bytes--)
        crc = __builtin_ia32_crc32qi(crc, *next++);
    return ~crc;
}

#else

static bool has_instruction(void)
{
    return false;
}

static uint32_t add_fast(uint32_t crc, const uint8_t *next, size_t bytes)
{
    return crc32c_add_plain(crc, next, bytes);
}

#endif

uint32_t crc32c_add(uint32_t crc, const void *data, size_t bytes)
{
    return has_instruction() ? add_fast(crc, data, bytes) : crc32c_add_plain(crc, data, bytes);
}
