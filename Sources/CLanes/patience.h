// How long a caller goes on asking helpers who come late: a crew that has waited enough rests, longer every time, and is asked
// again by the clock, since somebody who is there again should not wait long.
#pragma once
#include <stdint.h>
#include <time.h>

// Nanoseconds that a caller waits for a part that was begun, beyond the time that his own share took.
enum { PATIENCE = 30000 };
// What a run adds in which a helper was late: awake and not there, or asleep when it was called, or stopped in mid-part.
enum { LATE = 16, ASLEEP = 1, STOPPED = 64, ENOUGH = 48, PROOF = 256 };
// Nanoseconds of rest, the first and the longest.
enum { REST_LEAST = 100000, REST_MOST = 20000000 };

typedef struct {
  uint32_t misses, hits;
  // When the rest ends, or 0; how long the next one is.
  int64_t end, rest;
} patience;

static int64_t nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int resting(patience *p) {
  if (p->end && nanoseconds() >= p->end) p->end = 0;
  return p->end != 0;
}

/// Enough of what helpers were late in a row, and the crew rests.
static void judge(patience *p, uint32_t late) {
  if (!late) {
    p->misses = 0;
    if (++p->hits >= PROOF) p->rest = REST_LEAST;
    return;
  }
  p->hits = 0;
  p->misses += late;
  if (p->misses < ENOUGH) return;
  p->misses = LATE;
  p->end = nanoseconds() + p->rest;
  if (p->rest < REST_MOST) p->rest *= 2;
}
