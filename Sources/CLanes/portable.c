// What every machine runs: arm64 at full speed, old x86-64 machines slowly (a fused multiply-add is a call there).
#define VARIANT portable
#include "kernels.h"
