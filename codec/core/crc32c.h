/* CRC-32C (Castagnoli, RFC 3720): guards against accidents alone. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Goes on from `crc`, which is 0 at first. */
uint32_t crc32c_add(uint32_t crc, const void *data, size_t bytes);

/* The same without the processor's own instruction. */
uint32_t crc32c_add_plain(uint32_t crc, const void *data, size_t bytes);
