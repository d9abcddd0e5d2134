// swift-tools-version: 6.2
// The floor plan of rankfall, ground floor first. Arrows point down; Tests/HouseTests holds the walls.

import PackageDescription

/// `RANKFALL_STRICT=1` turns every warning in our own targets into an error (CI sets it).
let strictness: [SwiftSetting] =
  Context.environment["RANKFALL_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

/// The program holds Swift's own libraries and has a fixed address: to bind and relocate them at every start takes longer
/// than a small run. On the executable alone; the tests use the shared libraries.
let staticSwift: [SwiftSetting] = [.unsafeFlags(["-static-stdlib"], .when(platforms: [.linux]))]
let quickStart: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib", "-Xclang-linker", "-no-pie"], .when(platforms: [.linux]))
]

func room(_ name: String, on floor: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: floor, swiftSettings: strictness)
}

func tests(
  of room: String, with others: [Target.Dependency] = [], besides folders: [String] = []
) -> Target {
  .testTarget(
    name: room + "Tests", dependencies: [.byName(name: room)] + others, exclude: folders,
    swiftSettings: strictness)
}

let package = Package(
  name: "rankfall",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "rankfall", targets: ["rankfall"]),
    .library(
      name: "Rankfall",
      targets: [
        "Matrices", "Simulation", "Repulsion", "Learning", "LinearNetworks", "DeepNetworks", "Plotting",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    // System libraries. OpenBLAS and NetCDF are opened when they are first called: a program that linked them would
    // need longer to start than for a small run. CGSL passes GSL's own BLAS calls on to OpenBLAS.
    .target(name: "CLAPACK"),
    .target(name: "CGSL", dependencies: ["CLAPACK"], linkerSettings: [.linkedLibrary("gsl")]),
    .target(name: "CNetCDF"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Arithmetic on lanes, compiled for every instruction set of the machine and chosen when the program starts.
    .target(name: "CLanes"),

    // Dense real matrices and the decompositions that theory asks of them.
    room("Matrices", on: ["CGSL", "CLanes", "CLAPACK"]),
    // States moved through time, what was seen of them, and the verdict. Knows no network.
    room("Simulation", on: ["CGSL", "CLanes"]),
    // A figure as a value, and its writer.
    room("Plotting", on: []),

    // What networks learn from: samples, label noise, batches.
    room("Learning", on: ["CLanes", "Matrices", "Simulation"]),
    // Points on a line that repel each other: eigenvalues of random matrices, and the numerics that keep their order.
    room("Repulsion", on: ["CGSL", "CLanes", "Matrices", "Simulation"]),
    // Two-layer linear networks, their stochastic flows, and their theorems.
    room("LinearNetworks", on: ["Learning", "Matrices", "Repulsion", "Simulation"]),
    // Networks of any depth under SGD with weight decay, and the rank of their layers.
    room("DeepNetworks", on: ["CLanes", "Learning", "Matrices", "Simulation"]),

    // Files in, files out: experiments, run folders, verdicts, figures.
    room(
      "Laboratory",
      on: [
        "DeepNetworks", "LinearNetworks", "Repulsion", "Learning", "Matrices", "Simulation", "Plotting",
        "CGSL", "CNetCDF", "CZlib",
        .product(name: "Yams", package: "Yams"),
      ]),
    // The door: commands, help, progress, exit codes.
    .executableTarget(
      name: "rankfall",
      dependencies: [
        "Laboratory", "Plotting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strictness + staticSwift, linkerSettings: quickStart),

    tests(of: "Matrices", with: ["CGSL", "CLanes"]),
    tests(of: "Simulation", with: ["CGSL", "CLanes"]),
    tests(of: "Plotting"),
    tests(of: "Learning", with: ["Matrices", "Simulation"]),
    tests(of: "Repulsion", with: ["CLanes", "Matrices", "Simulation"]),
    tests(of: "LinearNetworks", with: ["Learning", "Matrices", "Simulation"]),
    tests(of: "DeepNetworks", with: ["CLanes", "Learning", "Matrices", "Simulation"]),
    tests(
      of: "Laboratory",
      with: [
        "DeepNetworks", "LinearNetworks", "Repulsion", "Learning", "Matrices", "Simulation", "Plotting",
      ],
      besides: ["Fixtures"]),
    .testTarget(
      name: "HouseTests", dependencies: ["Laboratory"],
      swiftSettings: strictness),
  ],
  swiftLanguageModes: [.v6]
)
