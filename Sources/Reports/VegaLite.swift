import AtomicsCore
import Litmus

extension Report {
    /// A bar chart of the outcomes as a Vega-Lite 5 specification (application/vnd.vegalite.v5+json): how often the
    /// machine showed each, or, where nothing was run, how many executions end so under each model.
    ///
    /// The scale is logarithmic around zero, since a weak outcome is often a millionth of the rest.
    public func vegaLite() -> String {
        let outcomes = reportedOutcomes
        let rows = histogram != nil
            ? outcomes.map { row($0, count: $0.count ?? 0, series: "machine") }
            : explorations.indices.flatMap { index in
                outcomes.compactMap { outcome in
                    outcome.allowances[index].executions.map {
                        row(outcome, count: $0, series: explorations[index].model.rawValue)
                    }
                }
            }
        let isFaceted = histogram == nil && explorations.count > 1
        return JSONValue.object([
            ("$schema", .string("https://vega.github.io/schema/vega-lite/v5.json")),
            ("title", .string(program.name)),
            ("width", .integer(420)),
            ("data", .object([("values", .array(rows))])),
            ("mark", .object([("type", .string("bar")), ("tooltip", .bool(true))])),
            ("encoding", encoding(isFaceted: isFaceted)),
        ]).encoded
    }

    private func row(_ outcome: ReportedOutcome, count: Int, series: String) -> JSONValue {
        .object([
            ("outcome", .string(program.sentence(of: outcome.values))),
            ("count", .integer(count)),
            ("kind", .string(outcome.isWeak ? "weak" : "sc")),
            ("series", .string(series)),
        ])
    }

    private func encoding(isFaceted: Bool) -> JSONValue {
        func channel(_ field: String, _ type: String, _ more: [(key: String, value: JSONValue)] = []) -> JSONValue {
            .object([("field", .string(field)), ("type", .string(type))] + more)
        }
        let title = histogram == nil ? "executions" : "iterations"
        var members: [(key: String, value: JSONValue)] = [
            ("y", channel("outcome", "nominal", [("sort", .null), ("title", .null)])),
            ("x", channel("count", "quantitative", [
                ("scale", .object([("type", .string("symlog"))])), ("title", .string(title)),
            ])),
            ("color", channel("kind", "nominal", [
                ("scale", .object([("domain", .strings(["sc", "weak"])), ("range", .strings(["#4c78a8", "#e45756"]))])),
                ("title", .null),
            ])),
        ]
        if isFaceted { members.append(("row", channel("series", "nominal", [("sort", .null), ("title", .null)]))) }
        return .object(members)
    }
}
