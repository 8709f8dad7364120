using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Building.Documents.Json;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads tables by stream name. Names can contain <c>$ARCH</c>.</summary>
internal static class StreamTable
{
    private static readonly VariableScope Machine = new(VariableScope.OfMachine);

    /// <summary>Invalid names, and names that are equal after expansion, are errors of these streams, which are left out.</summary>
    public static IEnumerable<(string Name, JsonCursor Cursor)> Read(JsonCursor? table)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, entry) in table?.AsEntries() ?? [])
        {
            var name = Machine.ExpandIfAllKnown(key);
            var cursor = entry with { Subject = $"stream \"{name}\": " };
            if (StreamName.FindFault(name) is { } fault)
            {
                cursor.StreamError($"invalid stream name: it {fault}; write a path such as base/debian");
            }
            else if (!lines.TryAdd(name, cursor.Location.Line))
            {
                cursor.StreamError($"\"{key}\" is the same stream as that in line {lines[name]}; remove one of them");
            }
            else
            {
                if (name.Contains('$', StringComparison.Ordinal))
                {
                    cursor.Warn("the name contains \"$\": only $ARCH is expanded in stream names");
                }

                yield return (name, cursor);
            }
        }
    }
}
