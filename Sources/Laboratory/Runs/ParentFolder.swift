/// The folder that a path stands in, as it is written: empty for a name alone, "/" for what stands in the root. (Foundation's
/// `deletingLastPathComponent` traps on names of one letter.)
func parentFolder(of path: String) -> String {
  var rest = Substring(path)
  while rest.count > 1, rest.last == "/" { rest.removeLast() }
  guard let slash = rest.lastIndex(of: "/") else { return "" }
  rest = rest[..<slash]
  while rest.last == "/" { rest.removeLast() }
  return rest.isEmpty ? "/" : String(rest)
}
