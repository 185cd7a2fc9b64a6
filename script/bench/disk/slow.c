/* Makes every flush to disk one millisecond slower, for the program that loads it with LD_PRELOAD:
 *
 *   cc -O2 -shared -fPIC -o slow.so slow.c -ldl
 *   LD_PRELOAD=./slow.so PROGRAM
 *
 * A write to a file opened with O_DSYNC is a flush as well and is left as it is; slapd's MDB makes one of those
 * in each commit, so slapd has the advantage.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <sys/mman.h>
#include <time.h>

static void wait_a_millisecond(void) {
    struct timespec left = {0, 1000000};
    while (nanosleep(&left, &left) != 0) {
    }
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_a_millisecond();
    return real(file);
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_a_millisecond();
    return real(file);
}

int msync(void *start, size_t length, int flags) {
    int (*real)(void *, size_t, int) = (int (*)(void *, size_t, int))dlsym(RTLD_NEXT, "msync");
    if (flags & MS_SYNC)
        wait_a_millisecond();
    return real(start, length, flags);
}
