#pragma once
#include <stddef.h>

// A crew: the threads that share out the sweeps of one large trajectory, in parts of a few microseconds. It belongs to the
// thread that began it; a thread without one does every part itself. Parts are cut by sizes alone, so that the results do
// not depend on who is there.

/// Lets the calling thread's sweeps use `members` threads, itself included. The others are started when a sweep first
/// needs them; where that fails there are fewer.
void lanes_crew_begin(int members);

/// How many threads the calling thread's crew has, itself included; 1 without one.
int lanes_crew_members(void);

/// Ends the calling thread's crew.
void lanes_crew_end(void);

/// Calls work(context, part) once for every part in [0, parts) and returns when all are done. Member m of M has the parts
/// from parts m / M on, always the same ones, so that what they read stays in its own cache; it goes through them from the
/// last to the first if `backwards`. Parts that nobody has begun after some microseconds are done by the caller.
void lanes_crew_run(int parts, int backwards, void (*work)(void *context, int part), void *context);

/// How many parts a crew's other threads have done: for tests and measurements.
long lanes_crew_helped(void);
