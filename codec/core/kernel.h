/* Compiles KERNEL_FILE twice: as name_any for every processor and, on x86-64, as name_avx2. (A
 * generic vector is split into what the processor has before anything is inlined, so an attribute
 * on a wrapper would come too late.) No #pragma once: each kernel includes this once. */

/* What is called from outside a kernel is opaque to gcc, and what is called inside is inlined: gcc
 * 12 takes some functions that store vectors for functions without effect, and drops their calls.
 */
#undef KERNEL_ENTRY
#undef KERNEL_PART
#ifdef __clang__
#define KERNEL_ENTRY static __attribute__((noinline))
#else
#define KERNEL_ENTRY static __attribute__((noipa))
#endif
#define KERNEL_PART static inline __attribute__((always_inline))

#define KERNEL(name) name##_any
#include KERNEL_FILE
#undef KERNEL

#ifdef __x86_64__

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif

#define KERNEL(name) name##_avx2
#include KERNEL_FILE
#undef KERNEL

#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

/* Calls the compilation that fits this processor. */
#define KERNEL_RUN(name, ...)                                                                      \
    (__builtin_cpu_supports("avx2") ? name##_avx2(__VA_ARGS__) : name##_any(__VA_ARGS__))

#else

#define KERNEL_RUN(name, ...) name##_any(__VA_ARGS__)

#endif

#undef KERNEL_FILE
