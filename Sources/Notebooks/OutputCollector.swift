import JupyterProtocol
import Kernel

/// What a front end would have on its screen when the cell has ended, as nbformat stores it.
struct OutputCollector {
    let executionCount: Int
    private var outputs: [JSON] = []
    /// The place of each display that has an id, and may be updated.
    private var displays: [String: [Int]] = [:]
    /// Whether the next output takes the place of all there is.
    private var clearsNext = false

    init(executionCount: Int) { self.executionCount = executionCount }

    /// The outputs; of a `clear_output` that waited for something to come nothing is left.
    var finished: [JSON] { clearsNext ? [] : outputs }

    mutating func add(_ output: CellOutput) {
        switch output {
        case .stream(let name, let text):
            addStream(name, text)
        case .displayData(let data, let metadata, let displayID):
            append(Self.display(data, metadata: metadata))
            if let displayID { displays[displayID, default: []].append(outputs.count - 1) }
        case .updateDisplayData(let data, let metadata, let displayID):
            for index in displays[displayID] ?? [] {
                outputs[index]["data"] = data
                outputs[index]["metadata"] = metadata
            }
        case .executeResult(let data, let metadata):
            append([
                "output_type": "execute_result", "execution_count": .int(executionCount), "data": data,
                "metadata": metadata,
            ])
        case .clearOutput(let wait):
            if wait { clearsNext = true } else { clear() }
        }
    }

    static func display(_ data: JSON, metadata: JSON) -> JSON {
        ["output_type": "display_data", "data": data, "metadata": metadata]
    }

    static func error(_ error: CellError) -> JSON {
        ["output_type": "error", "ename": .string(error.name), "evalue": .string(error.value),
         "traceback": .array(error.traceback.map { .string($0) })]
    }

    /// Texts to one stream that follow each other are one output.
    private mutating func addStream(_ name: String, _ text: String) {
        if !clearsNext, let last = outputs.last, last["output_type"] == "stream", last["name"]?.string == name {
            outputs[outputs.count - 1]["text"] = .string((last["text"]?.string ?? "") + text)
        } else {
            append(["output_type": "stream", "name": .string(name), "text": .string(text)])
        }
    }

    private mutating func append(_ output: JSON) {
        if clearsNext { clear() }
        outputs.append(output)
    }

    private mutating func clear() {
        outputs = []
        displays = [:]
        clearsNext = false
    }
}
