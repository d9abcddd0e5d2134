// Tables and polynomials. The polynomials interpolate in the Chebyshev nodes of their interval (60 digits, mpmath), which
// is within a few per cent of the best; the errors named are theirs alone.
#pragma once

/// At the start of a cache line: half a table is loaded at once.
#define TABLE_OF(name) static const double name[] __attribute__((aligned(64))) =

/// Numbers 1/c of nine bits for the sixteen cells of m in [3/4, 3/2), by the upper four bits of the mantissa: 1/16 wide
/// from 1 on (cells 0...7), 1/32 wide below (8...15). c = 1 on either side of one. r = m/c - 1 is in [-1/32, 1/16].
TABLE_OF(log_reciprocal) {
    0x1p+0, 0x1.d400000000000p-1, 0x1.ba00000000000p-1, 0x1.a400000000000p-1, 0x1.9000000000000p-1,
    0x1.7e00000000000p-1, 0x1.6c00000000000p-1, 0x1.5c00000000000p-1, 0x1.4e00000000000p+0,
    0x1.4100000000000p+0, 0x1.3500000000000p+0, 0x1.2a00000000000p+0, 0x1.1f00000000000p+0,
    0x1.1600000000000p+0, 0x1.0d00000000000p+0, 0x1p+0,
};
/// log c: a multiple of 2^-42, and the rest.
TABLE_OF(log_high) {
    0x0.0p+0, 0x1.700d30aeac000p-4, 0x1.2d1610c868000p-3, 0x1.95a5adcf70000p-3, 0x1.f991c6cb3c000p-3,
    0x1.2bef07cdc9000p-2, 0x1.5d5bddf596000p-2, 0x1.8b639a88b3000p-2, -0x1.1058bf9ae5000p-2,
    -0x1.cf6354e09c000p-3, -0x1.815c0a1436000p-3, -0x1.371fc201e8000p-3, -0x1.d4313d66cc000p-4,
    -0x1.51b073f060000p-4, -0x1.95c830ec90000p-5, 0x0.0p+0,
};
TABLE_OF(log_low) {
    0x0.0p+0, 0x1.c1e8da99ded32p-49, 0x1.39d6ccb81b4a1p-47, 0x1.7f22858a0ff6fp-47, -0x1.90d04cd7cc834p-44,
    0x1.a9cfa4a5004f4p-45, -0x1.a0b2a08a465dcp-47, -0x1.05ae1e5e70470p-45, 0x1.4ab9d817d52cdp-44,
    -0x1.771239a07d55bp-45, 0x1.02a52f9201ce8p-44, -0x1.ee8779b2d8abcp-44, 0x1.9454379135713p-45,
    -0x1.83f69278e686ap-44, 0x1.c148297c5feb8p-45, 0x0.0p+0,
};
/// (log(1 + r) - r) / r^2 for r in [-1/32, 1/16]; error 1.5e-17.
TABLE_OF(log_series) {
    -0x1p-1, 0x1.555555555555dp-2, -0x1.0000000000ccap-2, 0x1.9999999988d8ap-3, -0x1.5555553b09264p-3,
    0x1.2492488c56290p-3, -0x1.00008c6171281p-3, 0x1.c72ede3d314c7p-4, -0x1.9808b4e863b47p-4,
    0x1.447cbbafa4886p-4,
};
/// -2 log(1 + r) / r for r in [-1/32, 1/16]; error 3.7e-14.
TABLE_OF(radius_series) {
    -0x1.000000000004bp+1, 0x1.0000000002ffep+0, -0x1.55555550c9337p-1, 0x1.fffffeb586a6ep-2,
    -0x1.9999e737f6665p-2, 0x1.555ffa12aa334p-2, -0x1.241c36e608e7dp-2, 0x1.cc1d441b808b0p-3,
};
/// -2 log c.
TABLE_OF(radius_table) {
    0x0.0p+0, -0x1.700d30aeac0e1p-3, -0x1.2d1610c86813ap-2, -0x1.95a5adcf7017fp-2, -0x1.f991c6cb3b379p-2,
    -0x1.2bef07cdc9354p-1, -0x1.5d5bddf595f30p-1, -0x1.8b639a88b2df5p-1, 0x1.1058bf9ae4ad5p-1,
    0x1.cf6354e09c5dcp-2, 0x1.815c0a14357ebp-2, 0x1.371fc201e8f74p-2, 0x1.d4313d66cb35dp-3,
    0x1.51b073f06183fp-3, 0x1.95c830ec8e3ebp-4, 0x0.0p+0,
};
/// sin(pi x / 16) / x in powers of x^2, |x| <= 1; error 9.3e-15.
TABLE_OF(sine_series) {
    0x1.921fb54442bc8p-3, -0x1.4abbce610ba86p-10, 0x1.466bb954c7dc1p-19, -0x1.327eb938eb7b0p-29,
};
/// cos(pi x / 16) in powers of x^2, |x| <= 1; error 9.2e-17.
TABLE_OF(cosine_series) {
    0x1p+0, -0x1.3bd3cc9be434ap-6, 0x1.03c1f0806b92ep-14, -0x1.55d3b9726f884p-24, 0x1.e170f4f9f3d78p-35,
};
/// Cosine and sine of (k + 1/2) pi / 8.
TABLE_OF(direction_cosine) {
    0x1.f6297cff75cb0p-1, 0x1.a9b66290ea1a3p-1, 0x1.1c73b39ae68c8p-1, 0x1.8f8b83c69a60bp-3,
    -0x1.8f8b83c69a60bp-3, -0x1.1c73b39ae68c8p-1, -0x1.a9b66290ea1a3p-1, -0x1.f6297cff75cb0p-1,
    -0x1.f6297cff75cb0p-1, -0x1.a9b66290ea1a3p-1, -0x1.1c73b39ae68c8p-1, -0x1.8f8b83c69a60bp-3,
    0x1.8f8b83c69a60bp-3, 0x1.1c73b39ae68c8p-1, 0x1.a9b66290ea1a3p-1, 0x1.f6297cff75cb0p-1,
};
TABLE_OF(direction_sine) {
    0x1.8f8b83c69a60bp-3, 0x1.1c73b39ae68c8p-1, 0x1.a9b66290ea1a3p-1, 0x1.f6297cff75cb0p-1,
    0x1.f6297cff75cb0p-1, 0x1.a9b66290ea1a3p-1, 0x1.1c73b39ae68c8p-1, 0x1.8f8b83c69a60bp-3,
    -0x1.8f8b83c69a60bp-3, -0x1.1c73b39ae68c8p-1, -0x1.a9b66290ea1a3p-1, -0x1.f6297cff75cb0p-1,
    -0x1.f6297cff75cb0p-1, -0x1.a9b66290ea1a3p-1, -0x1.1c73b39ae68c8p-1, -0x1.8f8b83c69a60bp-3,
};
/// 2^(k/16): the nearest number, and the rest.
TABLE_OF(power_high) {
    0x1p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0, 0x1.306fe0a31b715p+0,
    0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0, 0x1.6a09e667f3bcdp+0,
    0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0, 0x1.ae89f995ad3adp+0,
    0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0,
};
TABLE_OF(power_low) {
    0x0.0p+0, 0x1.8a62e4adc610bp-54, -0x1.19041b9d78a76p-55, 0x1.9b07eb6c70573p-54, 0x1.6f46ad23182e4p-55,
    0x1.ada0911f09ebcp-55, 0x1.d4397afec42e2p-56, 0x1.6324c054647adp-54, -0x1.bdd3413b26456p-54,
    -0x1.41577ee04992fp-55, 0x1.6e9f156864b27p-54, 0x1.c7c46b071f2bep-56, 0x1.7a1cd345dcc81p-54,
    0x1.11065895048ddp-55, 0x1.2ed02d75b3707p-55, -0x1.e9c23179c2893p-54,
};
/// (cosh r - 1) / r^2 in powers of r^2, |r| <= log 2 / 32; error 1.2e-21.
TABLE_OF(cosh_series) {
    0x1p-1, 0x1.5555555555556p-5, 0x1.6c16c16bc157ap-10, 0x1.a01b1e02ab5f3p-16,
};
/// (sinh r - r) / r^3 in powers of r^2, |r| <= log 2 / 32; error 1.9e-17.
TABLE_OF(sinh_series) {
    0x1.5555555555556p-3, 0x1.11111110e1059p-7, 0x1.a01b0c3c80bbcp-13,
};
