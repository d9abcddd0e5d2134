// The CBLAS routines of real double matrices under their own names. The program's symbols come before those of every
// library, so GSL's own calls land here and go on to OpenBLAS, not to libgslcblas, which GSL brings along and which is
// ten times slower. GSL's single-precision and complex calls, of which rankfall makes none, stay with libgslcblas.
#define _GNU_SOURCE
#include "CGSL.h"
#include "CLAPACK.h"
#include <dlfcn.h>

typedef const enum CBLAS_ORDER order;
typedef const enum CBLAS_TRANSPOSE transposition;
typedef const enum CBLAS_UPLO triangle;
typedef const enum CBLAS_DIAG diagonal;
typedef const enum CBLAS_SIDE side;
typedef const int count;
typedef const double number;
typedef const double *source;
typedef double *target;

#define ROUTINE(name, parameters, arguments) RANKFALL_FORWARD(void, cblas_##name, parameters, arguments)

RANKFALL_FORWARD(double, cblas_ddot, (count n, source x, count dx, source y, count dy), (n, x, dx, y, dy))
RANKFALL_FORWARD(double, cblas_dnrm2, (count n, source x, count dx), (n, x, dx))
RANKFALL_FORWARD(double, cblas_dasum, (count n, source x, count dx), (n, x, dx))
RANKFALL_FORWARD(CBLAS_INDEX, cblas_idamax, (count n, source x, count dx), (n, x, dx))
ROUTINE(dswap, (count n, target x, count dx, target y, count dy), (n, x, dx, y, dy))
ROUTINE(dcopy, (count n, source x, count dx, target y, count dy), (n, x, dx, y, dy))
ROUTINE(daxpy, (count n, number s, source x, count dx, target y, count dy), (n, s, x, dx, y, dy))
ROUTINE(dscal, (count n, number s, target x, count dx), (n, s, x, dx))
ROUTINE(drotg, (target a, target b, target c, target s), (a, b, c, s))
ROUTINE(drotmg, (target d1, target d2, target b1, number b2, target p), (d1, d2, b1, b2, p))
ROUTINE(drot, (count n, target x, count dx, target y, count dy, number c, number s), (n, x, dx, y, dy, c, s))
ROUTINE(drotm, (count n, target x, count dx, target y, count dy, source p), (n, x, dx, y, dy, p))

ROUTINE(dgemv,
        (order o, transposition t, count m, count n, number s, source a, count da, source x, count dx, number k, target y,
         count dy),
        (o, t, m, n, s, a, da, x, dx, k, y, dy))
ROUTINE(dsymv,
        (order o, triangle u, count n, number s, source a, count da, source x, count dx, number k, target y, count dy),
        (o, u, n, s, a, da, x, dx, k, y, dy))
ROUTINE(dtrmv, (order o, triangle u, transposition t, diagonal d, count n, source a, count da, target x, count dx),
        (o, u, t, d, n, a, da, x, dx))
ROUTINE(dtrsv, (order o, triangle u, transposition t, diagonal d, count n, source a, count da, target x, count dx),
        (o, u, t, d, n, a, da, x, dx))
ROUTINE(dtbsv,
        (order o, triangle u, transposition t, diagonal d, count n, count b, source a, count da, target x, count dx),
        (o, u, t, d, n, b, a, da, x, dx))
ROUTINE(dger, (order o, count m, count n, number s, source x, count dx, source y, count dy, target a, count da),
        (o, m, n, s, x, dx, y, dy, a, da))
ROUTINE(dsyr, (order o, triangle u, count n, number s, source x, count dx, target a, count da), (o, u, n, s, x, dx, a, da))
ROUTINE(dsyr2, (order o, triangle u, count n, number s, source x, count dx, source y, count dy, target a, count da),
        (o, u, n, s, x, dx, y, dy, a, da))

ROUTINE(dgemm,
        (order o, transposition ta, transposition tb, count m, count n, count inner, number s, source a, count da,
         source b, count db, number k, target c, count dc),
        (o, ta, tb, m, n, inner, s, a, da, b, db, k, c, dc))
ROUTINE(dsymm,
        (order o, side w, triangle u, count m, count n, number s, source a, count da, source b, count db, number k,
         target c, count dc),
        (o, w, u, m, n, s, a, da, b, db, k, c, dc))
ROUTINE(dsyrk,
        (order o, triangle u, transposition t, count n, count inner, number s, source a, count da, number k, target c,
         count dc),
        (o, u, t, n, inner, s, a, da, k, c, dc))
ROUTINE(dsyr2k,
        (order o, triangle u, transposition t, count n, count inner, number s, source a, count da, source b, count db,
         number k, target c, count dc),
        (o, u, t, n, inner, s, a, da, b, db, k, c, dc))
ROUTINE(dtrmm,
        (order o, side w, triangle u, transposition t, diagonal d, count m, count n, number s, source a, count da,
         target b, count db),
        (o, w, u, t, d, m, n, s, a, da, b, db))
ROUTINE(dtrsm,
        (order o, side w, triangle u, transposition t, diagonal d, count m, count n, number s, source a, count da,
         target b, count db),
        (o, w, u, t, d, m, n, s, a, da, b, db))

const char *rankfall_gsl_blas(void) {
  void *bound = dlsym(RTLD_DEFAULT, "cblas_dgemm");
  if (bound == (void *)cblas_dgemm) return rankfall_openblas_path();
  Dl_info info;
  return bound && dladdr(bound, &info) ? info.dli_fname : "";
}
