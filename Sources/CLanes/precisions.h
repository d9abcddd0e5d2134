// The loops of networks, for floats and for doubles.

#define NUMBER float
#define SIGNS int32_t
#define WIDTH 16
#define MULTIPLY_ADD __builtin_fmaf
#define NET(name) NAMED(name, f32, VARIANT)
#define NET_TABLE lanes_network32
#define NET_PRODUCT lanes_product32
#ifdef LOAD_HEAD_F32
#define NET_HEAD LOAD_HEAD_F32
#endif
#include "networks.h"
#include "weights.h"
#include "packed.h"
#include "normalizations.h"
#undef NUMBER
#undef SIGNS
#undef WIDTH
#undef MULTIPLY_ADD
#undef NET
#undef NET_TABLE
#undef NET_PRODUCT
#undef NET_HEAD

#define NUMBER double
#define SIGNS int64_t
#define WIDTH 8
#define MULTIPLY_ADD __builtin_fma
#define NET(name) NAMED(name, f64, VARIANT)
#define NET_TABLE lanes_network64
#define NET_PRODUCT lanes_product64
#ifdef LOAD_HEAD
#define NET_HEAD LOAD_HEAD
#endif
#include "networks.h"
#include "weights.h"
#include "packed.h"
#include "normalizations.h"
#undef NUMBER
#undef SIGNS
#undef WIDTH
#undef MULTIPLY_ADD
#undef NET
#undef NET_TABLE
#undef NET_PRODUCT
#undef NET_HEAD
