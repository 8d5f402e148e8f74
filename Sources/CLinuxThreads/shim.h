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

// getrusage(2)'s `who` for the calling thread.
enum { memmodel_rusage_thread = 1 };

// Makes the processor see instructions that were written as data; nothing to do on x86-64.
static inline void memmodel_clear_instruction_cache(void *start, void *end) {
    __builtin___clear_cache((char *)start, (char *)end);
}

#endif
