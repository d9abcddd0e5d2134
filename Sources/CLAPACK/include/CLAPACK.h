// LAPACK as OpenBLAS provides it: Fortran symbols, column-major storage, 32-bit integers. The library is opened when one
// of these is first called; a new routine needs its prototype here and a line in forwards.c.
#ifndef RANKFALL_CLAPACK_H
#define RANKFALL_CLAPACK_H

typedef int lapack_integer;

/// The address of a routine of OpenBLAS. Ends the process with a sentence and exit code 69 where there is none.
void *rankfall_openblas(const char *name);
/// The file of the OpenBLAS that was opened.
const char *rankfall_openblas_path(void);

/// Defines a routine of OpenBLAS as a call of the same routine in the library that was opened. It is looked up once; two
/// threads that do so together find the same address.
#define RANKFALL_FORWARD(result, name, parameters, arguments)           \
  result name parameters {                                              \
    static __typeof__(name) *kept;                                      \
    __typeof__(name) *found = __atomic_load_n(&kept, __ATOMIC_RELAXED); \
    if (!found) {                                                       \
      found = (__typeof__(name) *)rankfall_openblas(#name);             \
      __atomic_store_n(&kept, found, __ATOMIC_RELAXED);                 \
    }                                                                   \
    return found arguments;                                             \
  }

void openblas_set_num_threads(int threads);
char *openblas_get_config(void);

/// c = beta c + alpha a b, a and b transposed where asked; with beta = 0 what was in c is not read.
void dgemm_(const char *transa, const char *transb, const lapack_integer *m, const lapack_integer *n,
            const lapack_integer *k, const double *alpha, const double *a, const lapack_integer *lda, const double *b,
            const lapack_integer *ldb, const double *beta, double *c, const lapack_integer *ldc);
/// c = beta c + alpha a a^T, or a^T a with trans = T: one triangle of it.
void dsyrk_(const char *uplo, const char *trans, const lapack_integer *n, const lapack_integer *k, const double *alpha,
            const double *a, const lapack_integer *lda, const double *beta, double *c, const lapack_integer *ldc);
/// Singular values (and vectors) by divide and conquer.
void dgesdd_(const char *jobz, const lapack_integer *m, const lapack_integer *n, double *a, const lapack_integer *lda,
             double *s, double *u, const lapack_integer *ldu, double *vt, const lapack_integer *ldvt, double *work,
             const lapack_integer *lwork, lapack_integer *iwork, lapack_integer *info);
/// Singular values by one-sided Jacobi: high relative accuracy for graded columns.
void dgesvj_(const char *joba, const char *jobu, const char *jobv, const lapack_integer *m, const lapack_integer *n,
             double *a, const lapack_integer *lda, double *sva, const lapack_integer *mv, double *v,
             const lapack_integer *ldv, double *work, const lapack_integer *lwork, lapack_integer *info);
/// Eigenvalues (and vectors) of a symmetric matrix by divide and conquer.
void dsyevd_(const char *jobz, const char *uplo, const lapack_integer *n, double *a, const lapack_integer *lda, double *w,
             double *work, const lapack_integer *lwork, lapack_integer *iwork, const lapack_integer *liwork,
             lapack_integer *info);
void dgeqrf_(const lapack_integer *m, const lapack_integer *n, double *a, const lapack_integer *lda, double *tau,
             double *work, const lapack_integer *lwork, lapack_integer *info);
void dorgqr_(const lapack_integer *m, const lapack_integer *n, const lapack_integer *k, double *a,
             const lapack_integer *lda, const double *tau, double *work, const lapack_integer *lwork,
             lapack_integer *info);
void dgetrf_(const lapack_integer *m, const lapack_integer *n, double *a, const lapack_integer *lda,
             lapack_integer *ipiv, lapack_integer *info);
void dgesv_(const lapack_integer *n, const lapack_integer *nrhs, double *a, const lapack_integer *lda,
            lapack_integer *ipiv, double *b, const lapack_integer *ldb, lapack_integer *info);

#endif
