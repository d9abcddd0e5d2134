// Everything that is compiled for each instruction set. A variant defines VARIANT and includes this file; the families
// of loops that are generic over the number of lanes are included twice.
#include "logic.h"
#include "tables.h"
#include "variants.h"
#include "vector.h"

#include "tiles.h"

#define LANES 1
#define real double
#define mask int64_t
#define bitsOf uint64_t
#define BITS(x) bits_of1(x)
#define REAL(x) real_of1(x)
#define LOOKUP(table, i) lookup1(table, i)
#define JOIN(a, b) join1(a, b)
#define FLOOR(x) __builtin_elementwise_floor(x)
#define FN(name) NAMED(name, 1, VARIANT)
#define LOAD(p) (*(p))
#define STORE(p, x) (*(p) = (x))
#define FMA(a, b, c) __builtin_fma(a, b, c)
#include "families.h"

#define LANES 8
#define real real8
#define mask whole8
#define bitsOf bits8
#define BITS(x) bits_of8(x)
#define REAL(x) real_of8(x)
#define LOOKUP(table, i) lookup8(table, i)
#define JOIN(a, b) join8(a, b)
#define FLOOR(x) __builtin_elementwise_floor(x)
#define FN(name) NAMED(name, 8, VARIANT)
#define LOAD(p) load8(p)
#define STORE(p, x) store8(p, x)
#define FMA(a, b, c) fma8(a, b, c)
#include "families.h"

// Loops over arrays, eight doubles at a time, and doors that take the number of lanes.
#include "arrays.h"
#include "blocks.h"
#include "fills.h"
#include "paths.h"
#include "secular.h"
#include "flat.h"
#include "sweeps.h"
#include "reduction.h"
#include "precisions.h"

#include "entries.h"

#include "table.h"
