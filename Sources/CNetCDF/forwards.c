// Every function of NetCDF that rankfall calls, as a call of the same function in the library that was opened. They are
// hidden, so that the library's own calls stay in the library. A function that is not here is an undefined symbol.
#pragma GCC visibility push(hidden)
#include "CNetCDF.h"
#pragma GCC visibility pop
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

static void *library;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void open_library(void) {
  const char *asked = getenv("RANKFALL_NETCDF");
  // Without version where the headers are installed; else as Debian and its relatives number it.
  const char *names[] = {"libnetcdf.so", "libnetcdf.so.22", "libnetcdf.so.19", "libnetcdf.dylib"};
  if (asked) {
    library = dlopen(asked, RTLD_LAZY | RTLD_LOCAL);
    return;
  }
  for (unsigned i = 0; !library && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
}

static void *find(const char *name) {
  pthread_once(&opened, open_library);
  return library ? dlsym(library, name) : NULL;
}

int rankfall_netcdf_is_there(void) { return find("nc_create") != NULL; }

#define FORWARD(name, parameters, arguments)           \
  int name parameters {                                \
    __typeof__(name) *found = find(#name);             \
    return found ? found arguments : RANKFALL_NETCDF_MISSING; \
  }

FORWARD(nc_create, (const char *path, int mode, int *file), (path, mode, file))
FORWARD(nc_open, (const char *path, int mode, int *file), (path, mode, file))
FORWARD(nc_enddef, (int file), (file))
FORWARD(nc_close, (int file), (file))
FORWARD(nc_abort, (int file), (file))
FORWARD(nc_set_fill, (int file, int mode, int *old), (file, mode, old))
FORWARD(nc_def_dim, (int file, const char *name, size_t length, int *id), (file, name, length, id))
FORWARD(nc_def_var, (int file, const char *name, nc_type type, int rank, const int *dimensions, int *id),
        (file, name, type, rank, dimensions, id))
FORWARD(nc_put_att_text, (int file, int variable, const char *name, size_t length, const char *text),
        (file, variable, name, length, text))
FORWARD(nc_put_att_double, (int file, int variable, const char *name, nc_type type, size_t length, const double *values),
        (file, variable, name, type, length, values))
FORWARD(nc_put_att_int, (int file, int variable, const char *name, nc_type type, size_t length, const int *values),
        (file, variable, name, type, length, values))
FORWARD(nc_put_var_double, (int file, int variable, const double *values), (file, variable, values))
FORWARD(nc_put_var_int, (int file, int variable, const int *values), (file, variable, values))
FORWARD(nc_inq_nvars, (int file, int *count), (file, count))
FORWARD(nc_inq_varid, (int file, const char *name, int *id), (file, name, id))
FORWARD(nc_inq_varname, (int file, int variable, char *name), (file, variable, name))
FORWARD(nc_inq_varndims, (int file, int variable, int *count), (file, variable, count))
FORWARD(nc_inq_vardimid, (int file, int variable, int *ids), (file, variable, ids))
FORWARD(nc_inq_dim, (int file, int dimension, char *name, size_t *length), (file, dimension, name, length))
FORWARD(nc_inq_attlen, (int file, int variable, const char *name, size_t *length), (file, variable, name, length))
FORWARD(nc_get_att_text, (int file, int variable, const char *name, char *text), (file, variable, name, text))
FORWARD(nc_get_att_double, (int file, int variable, const char *name, double *values), (file, variable, name, values))
FORWARD(nc_get_var_double, (int file, int variable, double *values), (file, variable, values))

const char *nc_strerror(int code) {
  if (code == RANKFALL_NETCDF_MISSING)
    return "the NetCDF library is missing; install libnetcdf-dev, or name its file in RANKFALL_NETCDF";
  __typeof__(nc_strerror) *found = find("nc_strerror");
  return found ? found(code) : "an error of the NetCDF library";
}

const char *nc_inq_libvers(void) {
  __typeof__(nc_inq_libvers) *found = find("nc_inq_libvers");
  return found ? found() : NULL;
}
