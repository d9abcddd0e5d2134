// OpenBLAS is opened when it is first called: small networks never call it, and its 14,000 symbols take longer to bind
// than such a run takes.
#define _GNU_SOURCE
#include "CLAPACK.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *library;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

// Its names are looked up in the library itself before the rest of the program, which takes two thirds of the time. The address
// sanitizer does not allow it.
#if defined(RTLD_DEEPBIND) && !__has_feature(address_sanitizer)
#define OWN_NAMES_FIRST RTLD_DEEPBIND
#else
#define OWN_NAMES_FIRST 0
#endif

static void open_library(void) {
  const char *names[] = {"libopenblas.so.0", "libopenblas.so", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib"};
  for (unsigned i = 0; !library && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL | OWN_NAMES_FIRST);
}

void *rankfall_openblas(const char *name) {
  pthread_once(&opened, open_library);
  void *found = library ? dlsym(library, name) : NULL;
  if (found) return found;
  // There is nobody to return to: the caller is in the middle of a decomposition.
  fprintf(stderr, "error: %s: %s\n  cure: install libopenblas-dev\n",
          name, library ? "not in this OpenBLAS" : "OpenBLAS is missing");
  exit(69);
}

const char *rankfall_openblas_path(void) {
  Dl_info info;
  return dladdr(rankfall_openblas("cblas_dgemm"), &info) ? info.dli_fname : "";
}
