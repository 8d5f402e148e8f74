// What glibc and musl declare under _GNU_SOURCE only, which Swift's Glibc module therefore lacks.
#ifndef MEMMODEL_LINUX_THREADS_H
#define MEMMODEL_LINUX_THREADS_H

#include <pthread.h>
#include <stddef.h>

// sched_setaffinity(2): `set` is a bit set of processors, `size` its length in bytes; 0 is the calling thread.
int sched_setaffinity(int thread, size_t size, const void *set);
int sched_getaffinity(int thread, size_t size, void *set);
int sched_getcpu(void);

// Where threads with these attributes begin: 0 where that could be set. An extension of glibc's.
#ifdef __GLIBC__
int pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t size, const void *set);
static inline int memmodel_set_affinity(pthread_attr_t *attributes, size_t size, const void *set) {
    return pthread_attr_setaffinity_np(attributes, size, set);
}
#else
static inline int memmodel_set_affinity(pthread_attr_t *attributes, size_t size, const void *set) { return -1; }
#endif

// Calls `body` with `argument` on the stack that begins at `stack` and has `size` bytes, and comes back when it returns:
// 0, or -1 where that cannot be done. The standard lets a context's function take numbers only, hence the halves.
#ifdef __GLIBC__
#include <stdint.h>
#include <ucontext.h>
static inline void memmodel_call_halves(uint32_t body_high, uint32_t body_low, uint32_t high, uint32_t low) {
    void (*body)(void *) = (void (*)(void *))(((uintptr_t)body_high << 32) | body_low);
    body((void *)(((uintptr_t)high << 32) | low));
}
static inline int memmodel_call_on_stack(void *stack, size_t size, void (*body)(void *), void *argument) {
    ucontext_t here, there;
    uint64_t body_bits = (uintptr_t)body, bits = (uintptr_t)argument;
    if (getcontext(&there) != 0) return -1;
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = size;
    there.uc_link = &here;
    makecontext(&there, (void (*)(void))memmodel_call_halves, 4, (uint32_t)(body_bits >> 32), (uint32_t)body_bits,
                (uint32_t)(bits >> 32), (uint32_t)bits);
    return swapcontext(&here, &there);
}
#else
static inline int memmodel_call_on_stack(void *stack, size_t size, void (*body)(void *), void *argument) { return -1; }
#endif

// getrusage(2)'s `who` for the calling thread.
enum { memmodel_rusage_thread = 1 };

// Makes the processor see instructions that were written as data; nothing to do on x86-64.
static inline void memmodel_clear_instruction_cache(void *start, void *end) {
    __builtin___clear_cache((char *)start, (char *)end);
}

#endif
