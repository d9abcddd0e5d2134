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
    .layers_couple = SWEEP(layers_couple),
    .layers_product = SWEEP(layers_product),
    .samples_gradient = SWEEP(samples_gradient),
    .add_parts = SWEEP(add_parts),
};
