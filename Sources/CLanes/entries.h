// The spectra of this instruction set, for either number of lanes.

static void NAMED(singular_values, entry, VARIANT)(const double *a, int rows, int columns, int lanes, double *values) {
  (lanes == 8 ? NAMED(singularValues, 8, VARIANT) : NAMED(singularValues, 1, VARIANT))(a, rows, columns, values);
}

static void NAMED(symmetric_eigenvalues, entry, VARIANT)(const double *a, int size, int lanes, double *values) {
  (lanes == 8 ? NAMED(eigenvalues, 8, VARIANT) : NAMED(eigenvalues, 1, VARIANT))(a, size, values);
}

static void NAMED(diagonalize, entry, VARIANT)(double *a, double *vectors, int size, int lanes) {
  (lanes == 8 ? NAMED(jacobi, 8, VARIANT) : NAMED(jacobi, 1, VARIANT))(a, vectors, size);
}

static void NAMED(triangular_factor, entry, VARIANT)(const double *a, int rows, int columns, int lanes, double *r) {
  (lanes == 8 ? NAMED(triangle, 8, VARIANT) : NAMED(triangle, 1, VARIANT))(a, rows, columns, r);
}
