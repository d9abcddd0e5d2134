import CNetCDF
import Foundation

/// A NetCDF file that is open for reading.
struct NetCDFInput {
  struct Variable {
    let id: Int32
    let name: String
    let dimensions: [(name: String, length: Int)]

    var count: Int { dimensions.reduce(1) { $0 * $1.length } }
  }

  private let file: Int32

  init(opening path: String) throws(NetCDFError) {
    var file: Int32 = 0
    let code = nc_open(path, NC_NOWRITE, &file)
    // The library gives what it finds in a header away as errors of the system; these few are ones.
    guard code <= 0 || [ENOENT, EACCES, EIO, ENOMEM, EMFILE, ENFILE].contains(code) else {
      throw NetCDFError(function: "nc_open", reason: "the file is damaged")
    }
    try NetCDFError.check(code, "nc_open")
    self.file = file
  }

  func close() { _ = nc_close(file) }

  /// All variables in the order of the file.
  func variables() throws(NetCDFError) -> [Variable] {
    var count: Int32 = 0
    try NetCDFError.check(nc_inq_nvars(file, &count), "nc_inq_nvars")
    var variables: [Variable] = []
    for id in 0..<count { variables.append(try variable(id)) }
    return variables
  }

  func variable(_ name: String) throws(NetCDFError) -> Variable {
    var id: Int32 = 0
    try NetCDFError.check(nc_inq_varid(file, name, &id), "nc_inq_varid \(name)")
    return try variable(id)
  }

  func numbers(_ variable: Variable) throws(NetCDFError) -> [Double] {
    var values = [Double](repeating: 0, count: variable.count)
    try NetCDFError.check(
      nc_get_var_double(file, variable.id, &values), "nc_get_var_double \(variable.name)")
    return values
  }

  func number(_ attribute: String, of variable: Variable) throws(NetCDFError) -> Double {
    let function = "nc_get_att_double \(attribute)"
    guard try length(attribute, of: variable) == 1 else {
      throw NetCDFError(function: function, reason: "not one number")
    }
    var value = 0.0
    try NetCDFError.check(nc_get_att_double(file, variable.id, attribute, &value), function)
    return value
  }

  func text(_ attribute: String, of variable: Variable) throws(NetCDFError) -> String {
    var letters = [CChar](repeating: 0, count: try length(attribute, of: variable))
    try NetCDFError.check(
      nc_get_att_text(file, variable.id, attribute, &letters), "nc_get_att_text \(attribute)")
    return Self.string(letters)
  }

  private func length(_ attribute: String, of variable: Variable) throws(NetCDFError) -> Int {
    var length = 0
    try NetCDFError.check(nc_inq_attlen(file, variable.id, attribute, &length), "nc_inq_attlen \(attribute)")
    return length
  }

  private func variable(_ id: Int32) throws(NetCDFError) -> Variable {
    var name = [CChar](repeating: 0, count: Int(NC_MAX_NAME) + 1)
    var count: Int32 = 0
    try NetCDFError.check(nc_inq_varndims(file, id, &count), "nc_inq_varndims")
    var ids = [Int32](repeating: 0, count: Int(count))
    try NetCDFError.check(nc_inq_varname(file, id, &name), "nc_inq_varname")
    try NetCDFError.check(nc_inq_vardimid(file, id, &ids), "nc_inq_vardimid")
    var dimensions: [(name: String, length: Int)] = []
    for dimension in ids {
      var dimensionName = [CChar](repeating: 0, count: Int(NC_MAX_NAME) + 1)
      var length = 0
      try NetCDFError.check(nc_inq_dim(file, dimension, &dimensionName, &length), "nc_inq_dim")
      dimensions.append((Self.string(dimensionName), length))
    }
    return Variable(id: id, name: Self.string(name), dimensions: dimensions)
  }

  private static func string(_ letters: [CChar]) -> String {
    String(decoding: letters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
