import JupyterProtocol
import Notebooks

/// Notebooks that the tests read, in the form that nbformat 5.11 wrote them.
enum SampleNotebooks {
    /// Holds what this project knows nothing of: raw cells, attachments, unknown members, numbers in odd spellings.
    static let rich = #"""
        {
         "cells": [
          {
           "attachments": {
            "pic.svg": {
             "image/svg+xml": [
              "<svg>\n",
              "</svg>"
             ]
            }
           },
           "cell_type": "markdown",
           "id": "intro",
           "metadata": {
            "collapsed": false,
            "custom": {
             "deep": [
              1.0,
              1e-07,
              null
             ]
            }
           },
           "source": [
            "# Tïtle\n",
            "\n",
            "text"
           ]
          },
          {
           "cell_type": "raw",
           "id": "raw-1",
           "metadata": {
            "raw_mimetype": "text/latex"
           },
           "source": []
          },
          {
           "cell_type": "code",
           "execution_count": 7,
           "id": "code_1",
           "metadata": {
            "tags": [
             "parameters"
            ]
           },
           "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "one\n",
              "two"
             ]
            },
            {
             "data": {
              "application/vnd.vega.v5+json": {
               "marks": []
              },
              "image/png": "aGVsbG8=\n",
              "text/plain": [
               "a table"
              ]
             },
             "execution_count": 7,
             "metadata": {},
             "output_type": "execute_result"
            },
            {
             "ename": "Race",
             "evalue": "two accesses",
             "output_type": "error",
             "traceback": [
              "\u001b[31mRace\u001b[0m"
             ]
            }
           ],
           "source": [
            "const N = 2"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "id": "code_2",
           "metadata": {},
           "outputs": [],
           "source": [
            "program p\n",
            "thread A { }"
           ]
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": "memmodel",
           "language": "memmodel",
           "name": "memmodel"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5,
         "unknown": true
        }

        """#

    static func code(_ sources: [(source: String, tags: [String])]) throws -> Notebook {
        let cells: [JSON] = sources.map {
            ["cell_type": "code", "execution_count": nil, "outputs": [], "source": .string($0.source),
             "metadata": ["tags": .array($0.tags.map { .string($0) })]]
        }
        let json: JSON = ["nbformat": 4, "nbformat_minor": 4, "metadata": [:], "cells": .array(cells)]
        return try Notebook(reading: json.text().utf8)
    }
}

/// Answers a cell with its own source, and with an error where the source says `fail`, or a limit where it says `slow`.
struct EchoExecutor: CellExecutor {
    var languageInfo: JSON { ["name": "memmodel"] }

    func execute(_ source: String, executionCount: Int, timeout: Duration?) -> CellAnswer {
        let result: JSON = ["output_type": "execute_result", "execution_count": .int(executionCount),
                            "data": ["text/plain": .string(source)], "metadata": [:]]
        if source.contains("fail") {
            let error: JSON = ["output_type": "error", "ename": "Failure", "evalue": "no", "traceback": []]
            let problem = CellProblem(.failure, "Failure: no", details: "<why> & \"how\"")
            return CellAnswer(outputs: [error], problem: problem)
        }
        if source.contains("slow") { return CellAnswer(outputs: [result], problem: CellProblem(.limit, "too slow")) }
        return CellAnswer(outputs: [result])
    }
}
