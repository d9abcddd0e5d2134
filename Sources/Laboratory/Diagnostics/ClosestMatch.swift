/// The candidate that a misspelt name most probably meant, or nil if none is near.
///
/// Names are compared without case, `_`, `-` and spaces, so that `learning_rate` finds `learningRate`. Near means
/// an edit distance of at most a third of the longer name; failing that, the only candidate that begins with the
/// name (three letters or more). The earlier candidate wins a tie.
public func closestMatch(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = letters(of: name)
  var best: (candidate: String, distance: Int)?
  var completions: [String] = []
  for candidate in candidates {
    let offered = letters(of: candidate)
    let distance = editDistance(wanted, offered)
    if distance <= max(wanted.count, offered.count) / 3, distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
    if wanted.count >= 3, offered.starts(with: wanted) { completions.append(candidate) }
  }
  if let best { return best.candidate }
  return completions.count == 1 ? completions.first : nil
}

/// The phrase `did you mean "width"?` for a misspelt name, or nil if no candidate is near.
public func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String? {
  closestMatch(to: name, among: candidates).map { "did you mean \(quoted($0))?" }
}

/// The least number of insertions, deletions, substitutions and swaps of neighbours that turn a into b, no place
/// edited twice (Damerau and Levenshtein, restricted). Costs |a| |b|.
func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}

private func letters(of name: String) -> [Character] {
  Array(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
}
