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
    .couple1 = NAMED(couple, 1, VARIANT),
    .couple8 = NAMED(couple, 8, VARIANT),
    .batch1 = NAMED(batch_gradient, 1, VARIANT),
    .batch8 = NAMED(batch_gradient, 8, VARIANT),
    .batch_step1 = NAMED(batch_step, 1, VARIANT),
    .batch_step8 = NAMED(batch_step, 8, VARIANT),
    .moments1 = NAMED(moment_gradient, 1, VARIANT),
    .moments8 = NAMED(moment_gradient, 8, VARIANT),
    .moment_step1 = NAMED(moment_step, 1, VARIANT),
    .moment_step8 = NAMED(moment_step, 8, VARIANT),
    .combine = NAMED(combine, flat, VARIANT),
    .scale = NAMED(scale, flat, VARIANT),
    .spectra = {.singular_values = NAMED(singular_values, entry, VARIANT),
                .symmetric_eigenvalues = NAMED(symmetric_eigenvalues, entry, VARIANT),
                .diagonalize = NAMED(diagonalize, entry, VARIANT),
                .triangular_factor = NAMED(triangular_factor, entry, VARIANT)},
    .functions = {
        .fill_raw = NAMED(fill, raw, VARIANT),
        .fill_uniform = NAMED(fill, uniform, VARIANT),
        .fill_index = NAMED(fill, index, VARIANT),
        .fill_sign = NAMED(fill, sign, VARIANT),
        .fill_normal = NAMED(fill, normal, VARIANT),
        .fill_index_steps = NAMED(fill, index_steps, VARIANT),
        .fill_normal_steps = NAMED(fill, normal_steps, VARIANT),
        .log = NAMED(log, array, VARIANT),
        .exp = NAMED(exp, array, VARIANT),
        .sinh_cosh = NAMED(sinh_cosh, array, VARIANT),
    },
    .repel1 = NAMED(repel, 1, VARIANT),
    .repel8 = NAMED(repel, 8, VARIANT),
    .push1 = NAMED(push, 1, VARIANT),
    .push8 = NAMED(push, 8, VARIANT),
    .multiplicative_steps = NAMED(multiplicative, steps, VARIANT),
    .layers_couple = SWEEP(layers_couple),
    .layers_product = SWEEP(layers_product),
    .samples_gradient = SWEEP(samples_gradient),
    .add_parts = SWEEP(add_parts),
    .reduce = SWEEP(reduce),
    .reduced_values1 = NAMED(reduced_values, 1, VARIANT),
    .reduced_values8 = NAMED(reduced_values, 8, VARIANT),
    .network32 = &NAMED(table, f32, VARIANT),
    .network64 = &NAMED(table, f64, VARIANT),
};
