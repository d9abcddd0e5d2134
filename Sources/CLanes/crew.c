// A share is the parts of one member in one run. Its claim is one word - run, next part, end - so that a late helper can
// take nothing of a run that is over. Waiting is bounded by what the caller's own share took: it spins, then sleeps, and a
// crew that had to wait for somebody who is not running rests for a while, longer every time: then the caller alone is
// faster.
#include "Crew.h"
#include "patience.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

// Turns of spinning, of some 50 ns: before the caller takes what is not begun, and before a helper sleeps.
enum { GRACE = 60, SPINS = 4000 };

typedef struct {
  // Apart by two cache lines: the neighbour of a line is fetched with it.
  _Alignas(128) _Atomic uint64_t claim;
  _Alignas(128) _Atomic uint64_t done;
  _Alignas(128) _Atomic int asleep;
  pthread_mutex_t mutex;
  pthread_cond_t posted;
  pthread_t thread;
  struct crew *crew;
  uint32_t first, helped;
} member;

typedef struct crew {
  void (*work)(void *, int);
  void *context;
  int backwards, parts, members, started;
  uint32_t run;
  patience patience;
  member *member;
  _Alignas(128) _Atomic int waiting;
  _Atomic int ended;
  pthread_mutex_t mutex;
  pthread_cond_t finished;
} crew;

static _Thread_local crew *own_crew;

static void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

static uint64_t claim_of(uint32_t run, uint32_t next, uint32_t end) { return (uint64_t)run << 32 | next << 16 | end; }

/// Takes the next part of a share in this run; -1: there is none.
static int take(crew *c, member *m, uint32_t run) {
  uint64_t claim = atomic_load_explicit(&m->claim, memory_order_acquire);
  for (;;) {
    uint32_t next = claim >> 16 & 0xffff, end = claim & 0xffff;
    if ((uint32_t)(claim >> 32) != run || next >= end) return -1;
    if (atomic_compare_exchange_weak_explicit(&m->claim, &claim, claim_of(run, next + 1, end), memory_order_acq_rel,
                                              memory_order_acquire))
      return (int)(m->first + (c->backwards ? end - 1 - next : next));
  }
}

/// The first run after `last`, or 0 at the end.
static uint32_t await(member *me, uint32_t last) {
  crew *c = me->crew;
  uint32_t run = last;
  for (int turn = 0; turn < SPINS; turn++, relax()) {
    run = atomic_load_explicit(&me->claim, memory_order_acquire) >> 32;
    if (run != last) return run;
    if (atomic_load_explicit(&c->ended, memory_order_relaxed)) return 0;
  }
  pthread_mutex_lock(&me->mutex);
  atomic_store(&me->asleep, 1);
  while ((run = atomic_load(&me->claim) >> 32) == last && !atomic_load(&c->ended))
    pthread_cond_wait(&me->posted, &me->mutex);
  atomic_store(&me->asleep, 0);
  pthread_mutex_unlock(&me->mutex);
  return run == last ? 0 : run;
}

/// Whether there was somebody to wake.
static int wake(member *m) {
  if (!atomic_load(&m->asleep)) return 0;
  pthread_mutex_lock(&m->mutex);
  pthread_cond_signal(&m->posted);
  pthread_mutex_unlock(&m->mutex);
  return 1;
}

static void *serve(void *argument) {
  member *me = argument;
  crew *c = me->crew;
  for (uint32_t run = 0; (run = await(me, run)) != 0;) {
    uint32_t count = 0;
    for (int part; (part = take(c, me, run)) >= 0;) {
      c->work(c->context, part);
      count++;
      me->helped++;
      atomic_store(&me->done, (uint64_t)run << 32 | count);
      if (atomic_load(&c->waiting)) {
        pthread_mutex_lock(&c->mutex);
        pthread_cond_signal(&c->finished);
        pthread_mutex_unlock(&c->mutex);
      }
    }
  }
  return NULL;
}

/// Starts the helpers; fewer members if threads cannot be had.
static void start(crew *c) {
  c->started = 1;
  c->member = aligned_alloc(128, (size_t)c->members * sizeof(member));
  if (!c->member) {
    c->members = 1;
    return;
  }
  for (int i = 0; i < c->members; i++) {
    member *m = &c->member[i];
    *m = (member){.crew = c};
    pthread_mutex_init(&m->mutex, NULL);
    pthread_cond_init(&m->posted, NULL);
    if (i > 0 && pthread_create(&m->thread, NULL, serve, m)) {
      pthread_mutex_destroy(&m->mutex);
      pthread_cond_destroy(&m->posted);
      c->members = i;
    }
  }
}

void lanes_crew_begin(int members) {
  lanes_crew_end();
  if (members < 2) return;
  crew *c = aligned_alloc(128, (sizeof(crew) + 127) / 128 * 128);
  if (!c) return;
  *c = (crew){.members = members, .patience = {.rest = REST_LEAST}};
  pthread_mutex_init(&c->mutex, NULL);
  pthread_cond_init(&c->finished, NULL);
  own_crew = c;
}

int lanes_crew_members(void) { return own_crew ? own_crew->members : 1; }

void lanes_crew_end(void) {
  crew *c = own_crew;
  if (!c) return;
  own_crew = NULL;
  atomic_store(&c->ended, 1);
  for (int i = 0; c->member && i < c->members; i++) {
    member *m = &c->member[i];
    if (i > 0) {
      pthread_mutex_lock(&m->mutex);
      pthread_cond_signal(&m->posted);
      pthread_mutex_unlock(&m->mutex);
      pthread_join(m->thread, NULL);
    }
    pthread_mutex_destroy(&m->mutex);
    pthread_cond_destroy(&m->posted);
  }
  pthread_mutex_destroy(&c->mutex);
  pthread_cond_destroy(&c->finished);
  free(c->member);
  free(c);
}

/// How many parts the helpers have finished in the present run.
static int helped(crew *c) {
  int count = 0;
  for (int i = 1; i < c->members; i++) {
    uint64_t done = atomic_load(&c->member[i].done);
    if ((uint32_t)(done >> 32) == c->run) count += (int)(uint32_t)done;
  }
  return count;
}

/// Waits a few turns until the helpers have finished `count` parts; whether they have.
static int joined_soon(crew *c, int count) {
  for (int turn = 0; turn < GRACE; turn++, relax())
    if (helped(c) == count) return 1;
  return helped(c) == count;
}

/// The same until a time.
static int joined_until(crew *c, int count, int64_t end) {
  do
    if (joined_soon(c, count)) return 1;
  while (nanoseconds() < end);
  return 0;
}

void lanes_crew_run(int parts, int backwards, void (*work)(void *, int), void *context) {
  crew *c = own_crew;
  if (c && !c->started && parts > 1) start(c);
  if (!c || c->members < 2 || parts < 2 || resting(&c->patience)) {
    for (int i = 0; i < parts; i++) work(context, backwards ? parts - 1 - i : i);
    return;
  }
  c->work = work;
  c->context = context;
  c->backwards = backwards;
  if (++c->run == 0) c->run = 1;
  int woken = 0;
  for (int i = c->members - 1; i >= 0; i--) {
    member *m = &c->member[i];
    uint32_t first = (uint32_t)(parts * i / c->members), end = (uint32_t)(parts * (i + 1) / c->members);
    m->first = first;
    atomic_store(&m->claim, claim_of(c->run, 0, end - first));
    if (i > 0 && end > first) woken += wake(m);
  }
  int64_t begin = nanoseconds();
  int mine = 0;
  for (int part; (part = take(c, &c->member[0], c->run)) >= 0; mine++) work(context, part);
  int64_t own = nanoseconds() - begin;
  if (joined_soon(c, parts - mine)) return judge(&c->patience, 0);
  int taken = 0;
  for (int i = 1; i < c->members; i++)
    for (int part; (part = take(c, &c->member[i], c->run)) >= 0; taken++) work(context, part);
  int slept = !joined_until(c, parts - mine - taken, nanoseconds() + own + PATIENCE);
  if (slept) {
    // Somebody who has begun is not running: leave him a processor.
    pthread_mutex_lock(&c->mutex);
    atomic_store(&c->waiting, 1);
    while (helped(c) != parts - mine - taken) pthread_cond_wait(&c->finished, &c->mutex);
    atomic_store(&c->waiting, 0);
    pthread_mutex_unlock(&c->mutex);
  }
  judge(&c->patience, slept ? STOPPED : taken == 0 ? 0 : woken ? ASLEEP : LATE);
}

long lanes_crew_helped(void) {
  long count = 0;
  for (int i = 1; own_crew && own_crew->member && i < own_crew->members; i++) count += own_crew->member[i].helped;
  return count;
}
