import CNetCDF
import Synchronization

/// An error that the NetCDF library reported.
struct NetCDFError: Error {
  /// The function that failed, such as "nc_create".
  let function: String
  let reason: String

  /// Turns a return code other than NC_NOERR into an error.
  static func check(_ code: Int32, _ function: String) throws(NetCDFError) {
    guard code == NC_NOERR else {
      throw NetCDFError(function: function, reason: String(cString: nc_strerror(code)))
    }
  }

  /// Why the library, which is opened when it is first called, is not there; nil if it is.
  static var absence: String? {
    rankfall_netcdf_is_there() != 0 ? nil : String(cString: nc_strerror(RANKFALL_NETCDF_MISSING))
  }

  /// Throws without it: better before a run than after it.
  static func requireLibrary() throws(LaboratoryError) {
    if let absence { throw .toolMissing(absence) }
  }

  /// The library is not safe to call from two threads at once.
  static let turn = Mutex(())
}

/// A NetCDF file that is open for writing, in define mode until `endDefinitions`.
struct NetCDFOutput {
  private let file: Int32

  /// Creates a file in the classic format with 64-bit offsets, which a killed writer cannot make unreadable.
  init(creating path: String) throws(NetCDFError) {
    var file: Int32 = 0
    try NetCDFError.check(nc_create(path, NC_64BIT_OFFSET | NC_CLOBBER, &file), "nc_create")
    self.file = file
  }

  func dimension(_ name: String, _ length: Int) throws(NetCDFError) -> Int32 {
    // The library takes 0 for an unlimited dimension.
    guard length > 0 else { throw NetCDFError(function: "nc_def_dim", reason: "\(name) has no elements") }
    var id: Int32 = 0
    try NetCDFError.check(nc_def_dim(file, name, length, &id), "nc_def_dim \(name)")
    return id
  }

  /// Declares a variable with its attributes, in their order.
  func variable(
    _ name: String, _ type: Int32, over dimensions: [Int32], _ attributes: [(name: String, text: String)]
  ) throws(NetCDFError) -> Int32 {
    var id: Int32 = 0
    try NetCDFError.check(
      nc_def_var(file, name, type, Int32(dimensions.count), dimensions, &id), "nc_def_var \(name)")
    for (attribute, text) in attributes { try self.attribute(attribute, text, of: id) }
    return id
  }

  func attribute(_ name: String, _ text: String, of variable: Int32 = NC_GLOBAL) throws(NetCDFError) {
    let length = text.utf8.count
    try NetCDFError.check(nc_put_att_text(file, variable, name, length, text), "nc_put_att_text \(name)")
  }

  func attribute(_ name: String, _ value: Double, of variable: Int32) throws(NetCDFError) {
    try NetCDFError.check(
      nc_put_att_double(file, variable, name, NC_DOUBLE, 1, [value]), "nc_put_att_double \(name)")
  }

  func attribute(_ name: String, _ value: Int32, of variable: Int32) throws(NetCDFError) {
    try NetCDFError.check(nc_put_att_int(file, variable, name, NC_INT, 1, [value]), "nc_put_att_int \(name)")
  }

  /// Every value is written, so nothing is filled in advance.
  func endDefinitions() throws(NetCDFError) {
    var old: Int32 = 0
    try NetCDFError.check(nc_set_fill(file, NC_NOFILL, &old), "nc_set_fill")
    try NetCDFError.check(nc_enddef(file), "nc_enddef")
  }

  func put(_ values: [Double], into variable: Int32) throws(NetCDFError) {
    try NetCDFError.check(nc_put_var_double(file, variable, values), "nc_put_var_double")
  }

  func put(_ values: [Int32], into variable: Int32) throws(NetCDFError) {
    try NetCDFError.check(nc_put_var_int(file, variable, values), "nc_put_var_int")
  }

  func close() throws(NetCDFError) { try NetCDFError.check(nc_close(file), "nc_close") }

  /// Gives the file up after an error; what is in it does not matter any more.
  func abandon() { _ = nc_abort(file) }
}
