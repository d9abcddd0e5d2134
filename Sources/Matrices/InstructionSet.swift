import CLanes

/// The instruction set that lanes compute with on this machine: "avx512", "avx2" or "portable".
public var instructionSet: String { String(cString: lanes_instruction_set()) }
