import DeepNetworks

extension BoundTables {
  /// What the columns mean, as far as they are there.
  var legend: [String] {
    var lines =
      momentum != nil
      ? [
        "v: vacuous, min(rows, columns) or more. integer: r1 n with what momentum leaves of old weights, "
          + (momentum?.decay == .decoupled
            ? "2 (|a - b/mu| + |b/mu| beta) <= eps."
            : "2 (|h_n| + rho |h_(n-1)|) <= eps at a constant rate."),
        "It takes for granted that |W| of n and n + 1 updates ago was at most twice that of now; --norms with both, or --previous and "
          + "--before-previous, do without.",
      ]
      : [
        "v: vacuous, min(rows, columns) or more. printed: r1 log(2/eps)/(mu weight_decay); integer: r1 n, 2 beta^n <= eps.",
        "Both take for granted that |W| of n updates ago was at most twice that of now; --norms or --previous do without.",
      ]
    if lineSet.contains(where: { !$0.printedFormHolds && $0.printed != nil }) {
      lines.append("?: above 2/e^2 = 0.27 the printed form does not follow from the integer form.")
    }
    let unknown = layersWithUnknownUses
    if !unknown.isEmpty {
      lines.append(
        "How often a sample uses \(listed(unknown)) is not known, so that its updates may have full rank; "
          + "--uses \(printable(unknown[0]))=49 says so many patches a sample.")
    }
    return lines
  }

  func contradictions(_ style: TerminalStyle) -> [String] {
    let found = contradicting
    guard !found.isEmpty else { return [] }
    return [
      "",
      style.tinted(
        "The weights contradict what was said of their training: " + found.joined(separator: "; ") + ".", .bad
      ),
      "  cure: --wd is PyTorch's weight_decay (lambda is half of it); check --lr, --batch, --uses, --updates, and that "
        + "all archives are of one run of SGD \(momentum.map { "with this momentum, its decay \($0.decay.rawValue)" } ?? "without momentum")",
    ]
  }
}
