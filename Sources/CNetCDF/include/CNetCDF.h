// The NetCDF library, opened when it is first called: with what it depends on it takes longer to load than the rest of
// the program together, and most commands write no file.
//
// Its functions are called by their own names. Where the library is missing, each returns RANKFALL_NETCDF_MISSING, and
// nc_strerror says what to do.
#ifndef RANKFALL_CNETCDF_H
#define RANKFALL_CNETCDF_H

#include <netcdf.h>

/// Not a code of the library's own.
#define RANKFALL_NETCDF_MISSING (-9999)

/// Whether the library can be opened.
int rankfall_netcdf_is_there(void);

#endif
