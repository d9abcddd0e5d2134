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
    .functions = {
        .fill_raw = NAMED(fill, raw, VARIANT),
        .fill_uniform = NAMED(fill, uniform, VARIANT),
        .fill_index = NAMED(fill, index, VARIANT),
        .fill_sign = NAMED(fill, sign, VARIANT),
        .fill_normal = NAMED(fill, normal, VARIANT),
        .log = NAMED(log, array, VARIANT),
        .exp = NAMED(exp, array, VARIANT),
        .sinh_cosh = NAMED(sinh_cosh, array, VARIANT),
    },
};
