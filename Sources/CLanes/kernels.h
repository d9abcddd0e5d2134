// Everything that is compiled for each instruction set. A variant defines VARIANT and includes this file; the families
// of loops that are generic over the number of lanes are included twice.
#include "tables.h"
#include "variants.h"
#include "vector.h"

#define LANES 1
#define real double
#define bits uint64_t
#define BITS(x) bits_of1(x)
#define REAL(x) real_of1(x)
#define LOOKUP(table, i) lookup1(table, i)
#define JOIN(a, b) join1(a, b)
#define SQRT(x) __builtin_elementwise_sqrt(x)
#define FLOOR(x) __builtin_elementwise_floor(x)
#define FN(name) NAMED(name, 1, VARIANT)
#define LOAD(p) (*(p))
#define STORE(p, x) (*(p) = (x))
#define FMA(a, b, c) __builtin_fma(a, b, c)
#include "products.h"
#include "elementary.h"
#include "random.h"
#undef LANES
#undef real
#undef bits
#undef BITS
#undef REAL
#undef LOOKUP
#undef JOIN
#undef SQRT
#undef FLOOR
#undef FN
#undef LOAD
#undef STORE
#undef FMA

#define LANES 8
#define real real8
#define bits bits8
#define BITS(x) bits_of8(x)
#define REAL(x) real_of8(x)
#define LOOKUP(table, i) lookup8(table, i)
#define JOIN(a, b) join8(a, b)
#define SQRT(x) sqrt8(x)
#define FLOOR(x) __builtin_elementwise_floor(x)
#define FN(name) NAMED(name, 8, VARIANT)
#define LOAD(p) load8(p)
#define STORE(p, x) store8(p, x)
#define FMA(a, b, c) fma8(a, b, c)
#include "products.h"
#include "elementary.h"
#include "random.h"
#undef LANES
#undef real
#undef bits
#undef BITS
#undef REAL
#undef LOOKUP
#undef JOIN
#undef SQRT
#undef FLOOR
#undef FN
#undef LOAD
#undef STORE
#undef FMA

// Loops over arrays, eight elements at a time.
#include "arrays.h"
#include "fills.h"

#include "table.h"
