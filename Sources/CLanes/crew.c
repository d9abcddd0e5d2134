// Every helper has a ticket: twice the number of the run while its part is free, one more once somebody has taken it.
#include "Crew.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum { SPINS = 400, YIELDS = 20, ENDED = -1 };

typedef struct {
  // Apart by two cache lines: the neighbour of a line is fetched with it.
  _Alignas(128) _Atomic int64_t ticket;
  _Alignas(128) _Atomic int64_t done;
  _Alignas(128) _Atomic int asleep;
  pthread_mutex_t mutex;
  pthread_cond_t posted;
  pthread_t thread;
  lanes_crew *crew;
  int part;
} helper;

struct lanes_crew {
  void (*work)(void *, int);
  void *context;
  int64_t run;
  int helpers;
  helper *helper;
};

static void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// The first ticket beyond `last`: spins, gives the processor away, and in the end sleeps.
static int64_t await(helper *me, int64_t last) {
  int64_t ticket;
  for (int turn = 0; turn < SPINS + YIELDS; turn++) {
    if ((ticket = atomic_load_explicit(&me->ticket, memory_order_acquire)) != last) return ticket;
    if (turn < SPINS) relax();
    else sched_yield();
  }
  pthread_mutex_lock(&me->mutex);
  atomic_store(&me->asleep, 1);
  while ((ticket = atomic_load(&me->ticket)) == last) pthread_cond_wait(&me->posted, &me->mutex);
  atomic_store(&me->asleep, 0);
  pthread_mutex_unlock(&me->mutex);
  return ticket;
}

static void *serve(void *argument) {
  helper *me = argument;
  for (int64_t last = 1;;) {
    int64_t ticket = await(me, last);
    if (ticket == ENDED) return NULL;
    last = ticket | 1;
    if (ticket & 1 || !atomic_compare_exchange_strong(&me->ticket, &ticket, last)) continue;
    me->crew->work(me->crew->context, me->part);
    atomic_store_explicit(&me->done, last, memory_order_release);
  }
}

static void post(helper *to, int64_t ticket) {
  atomic_store(&to->ticket, ticket);
  if (!atomic_load(&to->asleep)) return;
  pthread_mutex_lock(&to->mutex);
  pthread_cond_signal(&to->posted);
  pthread_mutex_unlock(&to->mutex);
}

lanes_crew *lanes_crew_make(int parts) {
  lanes_crew *crew = calloc(1, sizeof *crew);
  if (!crew) return NULL;
  if (parts > 1) crew->helper = aligned_alloc(128, (size_t)(parts - 1) * sizeof(helper));
  for (int i = 0; crew->helper && i < parts - 1; i++) {
    helper *new = &crew->helper[i];
    *new = (helper){.ticket = 1, .crew = crew, .part = i + 1};
    pthread_mutex_init(&new->mutex, NULL);
    pthread_cond_init(&new->posted, NULL);
    if (pthread_create(&new->thread, NULL, serve, new)) break;
    crew->helpers++;
  }
  if (crew->helpers == parts - 1) return crew;
  lanes_crew_end(crew);
  return NULL;
}

void lanes_crew_run(lanes_crew *crew, void (*work)(void *, int), void *context) {
  crew->work = work;
  crew->context = context;
  crew->run += 1;
  int64_t free = 2 * crew->run, taken = free + 1;
  for (int i = 0; i < crew->helpers; i++) post(&crew->helper[i], free);
  work(context, 0);
  for (int i = 0; i < crew->helpers; i++) {
    helper *other = &crew->helper[i];
    int64_t expected = free;
    if (atomic_compare_exchange_strong(&other->ticket, &expected, taken)) {
      work(context, i + 1);
      continue;
    }
    for (int turn = 0; atomic_load_explicit(&other->done, memory_order_acquire) != taken; turn++) {
      if (turn < SPINS) relax();
      else sched_yield();
    }
  }
}

void lanes_crew_end(lanes_crew *crew) {
  for (int i = 0; i < crew->helpers; i++) post(&crew->helper[i], ENDED);
  for (int i = 0; i < crew->helpers; i++) {
    pthread_join(crew->helper[i].thread, NULL);
    pthread_cond_destroy(&crew->helper[i].posted);
    pthread_mutex_destroy(&crew->helper[i].mutex);
  }
  free(crew->helper);
  free(crew);
}
