import CGSL
import Foundation
import Matrices

/// How fast the BLAS that this program is linked to really is.
enum BLASRate {
  /// The best of five products of 512 x 512 matrices on one thread, in GFLOP/s.
  static func measured(size: Int = 512) -> Double {
    _ = singleThreadedBLAS
    let a = [Double](repeating: 0.5, count: size * size)
    var c = a
    let n = Int32(size)
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<5 {
      let time = clock.measure {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, a, n, 0, &c, n)
      }
      best = min(best, time / .seconds(1))
    }
    return 2 * Double(size * size * size) / best / 1e9
  }

  /// The file that `cblas_dgemm` lives in, by the memory map of this process; nil where there is none.
  static var library: String? {
    guard let symbol = dlsym(nil, "cblas_dgemm"), let maps = SystemFile.text("/proc/self/maps") else {
      return nil
    }
    let address = UInt64(UInt(bitPattern: symbol))
    for line in maps.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let range = words.first?.split(separator: "-"), range.count == 2, words.count == 6,
        let first = UInt64(range[0], radix: 16), let end = UInt64(range[1], radix: 16)
      else { continue }
      if first <= address, address < end { return String(words[5]) }
    }
    return nil
  }
}

/// Files that the kernel writes while they are read: they have no size.
enum SystemFile {
  /// The whole text; nil if the file is not there.
  static func text(_ path: String) -> String? {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { handle.closeFile() }
      return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    } catch {
      return nil
    }
  }
}
