import Matrices

extension Engine {
  static let wrongDampings: [Engine] = [
    altering(flow: "damping-missing", "the Ito correction K is left out") { flow, _ in
      flow.damping = flow.damping.scaled(0, 0)
    },
    altering(flow: "damping-halved", "K is half of what it should be") { flow, _ in
      flow.damping = flow.damping.scaled(0.5, 0.5)
    },
    altering(flow: "damping-doubled", "K is twice what it should be") { flow, _ in
      flow.damping = flow.damping.scaled(2, 2)
    },
    altering(flow: "damping-first-block", "K acts on the first layer only") { flow, _ in
      flow.damping = flow.damping.scaled(1, 0)
    },
    altering(flow: "damping-first-block-right-trace", "K acts on the first layer only, its trace made right")
    {
      flow, _ in
      flow.damping = flow.damping.scaled(2, 0)
    },
    altering(flow: "damping-isotropic", "K is a multiple of the identity with the right trace") {
      flow, setting in
      let (p, k) = (setting.inputs, setting.outputs)
      let trace = flow.damping.input.trace + Double(k) * flow.damping.output
      let mean = trace / Double(p + k)
      flow.damping = NoiseDamping(input: mean * .identity(p), output: mean)
    },
  ]
}

extension NoiseDamping {
  fileprivate func scaled(_ inputScale: Double, _ outputScale: Double) -> NoiseDamping {
    NoiseDamping(input: inputScale * input, output: outputScale * output)
  }
}
