#include "CGSL.h"

static _Thread_local int recorded_error = 0;
static _Thread_local const char *recorded_reason = "";

static void record(const char *reason, const char *file, int line, int error) {
  (void)file;
  (void)line;
  if (recorded_error == 0) {
    recorded_error = error;
    recorded_reason = reason;
  }
}

void rankfall_gsl_install_handler(void) { gsl_set_error_handler(record); }
int rankfall_gsl_error(void) { return recorded_error; }
const char *rankfall_gsl_reason(void) { return recorded_reason; }
void rankfall_gsl_clear(void) {
  recorded_error = 0;
  recorded_reason = "";
}
