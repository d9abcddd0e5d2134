// The table of this variant's functions.
#include "variants.h"
#define TABLE_(v) lanes_##v
#define TABLE(v) TABLE_(v)
#define TEXT_(v) #v
#define TEXT(v) TEXT_(v)

const lanes_variant TABLE(VARIANT) = {
    .name = TEXT(VARIANT),
    .product1 = NAMED(product, 1, VARIANT),
    .product8 = NAMED(product, 8, VARIANT),
    .spectra = {.singular_values = NAMED(singular_values, entry, VARIANT),
                .symmetric_eigenvalues = NAMED(symmetric_eigenvalues, entry, VARIANT),
                .diagonalize = NAMED(diagonalize, entry, VARIANT),
                .triangular_factor = NAMED(triangular_factor, entry, VARIANT)},
};
