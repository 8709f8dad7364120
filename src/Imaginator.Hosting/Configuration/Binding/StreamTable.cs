using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Building.Documents.Json;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads tables whose keys are names of streams, in which <c>$ARCH</c> may stand.</summary>
internal static class StreamTable
{
    private static readonly VariableScope Machine = new(VariableScope.OfMachine);

    /// <summary>Reads a table; names that are no names or become equal by expansion are errors and left out.</summary>
    /// <param name="table">The table; null where it is not given.</param>
    /// <returns>Names and values; the faults of a value begin with the stream's name.</returns>
    public static IEnumerable<(string Name, JsonCursor Cursor)> Read(JsonCursor? table)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, entry) in table?.AsEntries() ?? [])
        {
            var name = Machine.ExpandIfAllKnown(key);
            var cursor = entry with { Subject = $"stream \"{name}\": " };
            if (StreamName.FindFault(name) is { } fault)
            {
                cursor.Error($"the name of a stream is a path such as base/debian; this one {fault}");
            }
            else if (!lines.TryAdd(name, cursor.Place.Line))
            {
                cursor.Error($"\"{key}\" is the same stream as the one in line {lines[name]}");
            }
            else
            {
                if (name.Contains('$', StringComparison.Ordinal))
                {
                    cursor.Warn("only $ARCH is replaced in the names of streams, so that the \"$\" is part of this one");
                }

                yield return (name, cursor);
            }
        }
    }
}
