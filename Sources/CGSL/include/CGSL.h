// The GNU Scientific Library for Swift 6: the headers rankfall uses, accessors for the globals that Swift's
// concurrency checking refuses, and errors recorded per thread instead of aborting the process.
#ifndef RANKFALL_CGSL_H
#define RANKFALL_CGSL_H

#include <gsl/gsl_cblas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_vector.h>
#include <gsl/gsl_version.h>

/// Replaces GSL's aborting handler, for the whole process, by one that records the error of this thread.
void rankfall_gsl_install_handler(void);
/// The first error recorded on this thread since the last call of rankfall_gsl_clear (0: none), and its reason.
int rankfall_gsl_error(void);
const char *rankfall_gsl_reason(void);
void rankfall_gsl_clear(void);

/// The file of the library that GSL's own calls of cblas_dgemm end in.
const char *rankfall_gsl_blas(void);

static inline const gsl_odeiv2_step_type *rankfall_gsl_rk8pd(void) { return gsl_odeiv2_step_rk8pd; }
static inline const gsl_integration_fixed_type *rankfall_gsl_hermite(void) { return gsl_integration_fixed_hermite; }
static inline const char *rankfall_gsl_version(void) { return GSL_VERSION; }

#endif
