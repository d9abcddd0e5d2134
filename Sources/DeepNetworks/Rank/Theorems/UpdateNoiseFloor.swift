import Matrices
import Simulation

/// (R7): weights of a higher rank than an update cannot stand still.
public struct UpdateNoiseFloor: RankTheorem {
  public static let claim = Claim(
    name: "update-noise-floor", label: "(R7)",
    statement:
      "At a constant learning rate every update moves the weights by at least mu weight_decay times the norm of what is left "
      + "of them without their r1 largest singular values, so that SGD with weight decay cannot settle at a rank above r1.",
    formula: "abs(W_(t+1) - W_t)_F >= mu wd (sum_(i > r1) s_i(W_t)^2)^(1/2)",
    assumptions: ["SGD with weight decay", "the update's gradient has rank at most r1"],
    source: "Eckart and Young 1936; rankfall's notes")

  public static let counterexamples = ["decay-halved", "decay-doubled", "decay-missing", "weight-noise"]

  public static func examine(_ engine: RankEngine) -> Verdict {
    Verdict([equality(engine), inequality(engine)])
  }

  /// A gradient that undoes the decay of the two largest directions leaves the floor itself.
  private static func equality(_ engine: RankEngine) -> Evidence {
    let forgetting = Forgetting.scripted(0.1)
    let values = [5.0, 4, 3, 2, 1]
    let factors = UpdateFactors(
      deltas: Matrix(2, 5) { $0 == $1 ? -2 * forgetting.weightDecay * values[$0] : 0 },
      inputs: Matrix(2, 5) { $0 == $1 ? 1 : 0 }, samples: 2, learningRate: forgetting.learningRate,
      decay: forgetting.factor)
    let before = Matrix.diagonal(values)
    let after = engine.step(before, factors)
    return Evidence(
      "step where the gradient holds the two largest of 5, 4, 3, 2, 1", predicted: 0.1 * 14.0.squareRoot(),
      measured: (after - before).norm,
      allowed: Tolerance(
        40 * Double.ulpOfOne, .rounding, "a rounding of weights of size 5 in each of five entries"))
  }

  private static func inequality(_ engine: RankEngine) -> Evidence {
    let slabs = ScriptedSlabs.normal(.scripted(0.1), batch: 2, count: 50, outputs: 12, inputs: 10, seed: 61)
    let weights = engine.walk(from: Matrix(12, 10) { $0 == $1 ? 3 : 0 }, slabs.updates)
    let below = zip(weights, weights.dropFirst()).count { before, after in
      NoiseFloor(before: before, after: after, share: 0.1, updateRank: 2).ratio < 1 - 1e-12
    }
    return violations(below, "steps that are shorter than the floor, random updates")
  }
}
