// LAPACK as OpenBLAS provides it: Fortran symbols, column-major storage, 32-bit integers.
#ifndef RANKFALL_CLAPACK_H
#define RANKFALL_CLAPACK_H

typedef int lapack_integer;

void openblas_set_num_threads(int threads);
char *openblas_get_config(void);

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
