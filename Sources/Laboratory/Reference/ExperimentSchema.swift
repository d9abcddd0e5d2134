/// The JSON Schema (draft 2020-12) of experiment files of both kinds, for editors, made from the tables of fields.
public enum ExperimentSchema {
  public static var document: JSONText {
    .object([
      "$schema": .text("https://json-schema.org/draft/2020-12/schema"),
      "title": .text("rankfall experiment"),
      "if": .object(["required": .array([.text("train")])]),
      "then": .object(["$ref": .text("#/$defs/experiment-on-trainings")]),
      "else": .object(["$ref": .text("#/$defs/experiment-on-linear-networks")]),
      "$defs": .object([
        "experiment-on-linear-networks": section(ExperimentFields.experiment, required: ["title", "runs"]),
        "experiment-on-trainings": section(TrainExperimentFields.all),
        "run": section(ExperimentFields.run, required: []),
        "training": section(TrainFields.all, required: []),
      ]),
    ])
  }

  private static func section(_ fields: [Field], required: [String]? = nil) -> JSONText {
    let names = required ?? fields.filter(\.isRequired).map(\.name)
    var members: [JSONText.Member] = [
      .init(key: "type", value: .text("object")),
      .init(key: "additionalProperties", value: .boolean(false)),
      .init(
        key: "properties",
        value: .object(fields.map { .init(key: $0.name, value: described($0)) })),
    ]
    if !names.isEmpty { members.append(.init(key: "required", value: .array(names.map { .text($0) }))) }
    return .object(members)
  }

  private static func described(_ field: Field) -> JSONText {
    guard case .object(let members) = schema(field.kind) else { return .null }
    return .object([.init(key: "description", value: .text(field.summary))] + members)
  }

  private static func schema(_ kind: FieldKind) -> JSONText {
    switch kind {
    case .text, .path: return .object(["type": .text("string")])
    case .number(let range): return .object(bounds(range))
    case .integer(let range):
      var members: [JSONText.Member] = [
        .init(key: "type", value: .text("integer")), .init(key: "minimum", value: .integer(range.lowerBound)),
      ]
      if range.upperBound != .max {
        members.append(.init(key: "maximum", value: .integer(range.upperBound)))
      }
      return .object(members)
    case .boolean: return .object(["type": .text("boolean")])
    case .choice(let words): return .object(["enum": .array(words.map { .text($0) })])
    case .words(let words):
      let item = words.map { schema(.choice($0)) } ?? .object(["type": .text("string")])
      return .object(["type": .text("array"), "items": item])
    case .numbers(let range):
      return .object(["type": .text("array"), "items": .object(bounds(range))])
    case .section(let fields): return section(fields)
    case .named(_, let noun):
      return .object([
        "type": .text("object"), "minProperties": .integer(1),
        "additionalProperties": .object(["$ref": .text("#/$defs/\(noun)")]),
      ])
    case .wordFor(let names, let words):
      return section(names.map { Field($0, .choice(words), example: "", "What the verdict should be.") })
    case .lists:
      return .object([
        "type": .text("object"), "minProperties": .integer(1),
        "additionalProperties": .object(["type": .text("array"), "minItems": .integer(1)]),
      ])
    case .list(let fields): return .object(["type": .text("array"), "items": section(fields)])
    case .either(let kinds): return .object(["anyOf": .array(kinds.map(schema))])
    }
  }

  private static func bounds(_ range: NumberRange) -> [JSONText.Member] {
    var members: [JSONText.Member] = [.init(key: "type", value: .text("number"))]
    if range.lower.isFinite {
      members.append(
        .init(key: range.includesLower ? "minimum" : "exclusiveMinimum", value: .number(range.lower)))
    }
    if range.upper.isFinite {
      members.append(
        .init(key: range.includesUpper ? "maximum" : "exclusiveMaximum", value: .number(range.upper)))
    }
    return members
  }
}
