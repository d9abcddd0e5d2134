import CLAPACK

/// One BLAS thread for the whole process: trajectories run in parallel, and the last bits of a decomposition
/// must not depend on how many cores are free.
public let singleThreadedBLAS: Void = openblas_set_num_threads(1)

/// Runs a LAPACK routine that was asked nothing impossible; a negative `info` is a mistake in this file.
func requireSuccess(_ routine: String, _ info: Int32) {
  precondition(info >= 0, "\(routine): argument \(-info) is not valid")
}
