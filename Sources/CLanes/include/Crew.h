// A crew: threads that share out one computation again and again, in pieces too short for a task (a few microseconds).
#pragma once

typedef struct lanes_crew lanes_crew;

/// A crew for `parts` parts: parts - 1 helpers, which spin between runs for some ten microseconds and then sleep. NULL if
/// no thread could be made. One thread at a time may run it.
lanes_crew *lanes_crew_make(int parts);

/// Calls work(context, part) once for every part and returns when all are done: part 0 in the calling thread, the others
/// in helpers, or in the calling thread too if their helper has not begun by then. So the parts must be cut without
/// regard to who does them, and then the results do not depend on it either. What a part wrote, all parts of the next run
/// see.
void lanes_crew_run(lanes_crew *crew, void (*work)(void *context, int part), void *context);

/// Ends the helpers.
void lanes_crew_end(lanes_crew *crew);
