// Every routine of OpenBLAS and its LAPACK that rankfall calls, as a call of the same routine in the library that was
// opened. They are hidden, so that the library's own calls stay in the library. A routine that is not here is an
// undefined symbol: give it a prototype in CLAPACK.h and a line below.
#pragma GCC visibility push(hidden)
#include "CLAPACK.h"
#pragma GCC visibility pop

typedef const lapack_integer *size;
typedef lapack_integer *integers;

RANKFALL_FORWARD(void, openblas_set_num_threads, (int threads), (threads))
RANKFALL_FORWARD(char *, openblas_get_config, (void), ())

#define ROUTINE(name, parameters, arguments) RANKFALL_FORWARD(void, name, parameters, arguments)

ROUTINE(dgemm_,
        (const char *transa, const char *transb, size m, size n, size k, const double *alpha, const double *a, size lda,
         const double *b, size ldb, const double *beta, double *c, size ldc),
        (transa, transb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc))
ROUTINE(dsyrk_,
        (const char *uplo, const char *trans, size n, size k, const double *alpha, const double *a, size lda,
         const double *beta, double *c, size ldc),
        (uplo, trans, n, k, alpha, a, lda, beta, c, ldc))
ROUTINE(dgesdd_,
        (const char *jobz, size m, size n, double *a, size lda, double *s, double *u, size ldu, double *vt, size ldvt,
         double *work, size lwork, integers iwork, integers info),
        (jobz, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork, info))
ROUTINE(dgesvj_,
        (const char *joba, const char *jobu, const char *jobv, size m, size n, double *a, size lda, double *sva, size mv,
         double *v, size ldv, double *work, size lwork, integers info),
        (joba, jobu, jobv, m, n, a, lda, sva, mv, v, ldv, work, lwork, info))
ROUTINE(dsyevd_,
        (const char *jobz, const char *uplo, size n, double *a, size lda, double *w, double *work, size lwork,
         integers iwork, size liwork, integers info),
        (jobz, uplo, n, a, lda, w, work, lwork, iwork, liwork, info))
ROUTINE(dgeqrf_, (size m, size n, double *a, size lda, double *tau, double *work, size lwork, integers info),
        (m, n, a, lda, tau, work, lwork, info))
ROUTINE(dorgqr_,
        (size m, size n, size k, double *a, size lda, const double *tau, double *work, size lwork, integers info),
        (m, n, k, a, lda, tau, work, lwork, info))
ROUTINE(dgetrf_, (size m, size n, double *a, size lda, integers ipiv, integers info), (m, n, a, lda, ipiv, info))
ROUTINE(dgesv_, (size n, size nrhs, double *a, size lda, integers ipiv, double *b, size ldb, integers info),
        (n, nrhs, a, lda, ipiv, b, ldb, info))
