using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Output;

/// <summary>Writes results to standard output: as a line, or as JSON with <c>-json</c>.</summary>
internal static class Results
{
    /// <summary>The format of all JSON of this program.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // For terminals and other programs, not for HTML: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task WriteAsync(CommandContext context, string line, object json) =>
        context.Output.WriteLineAsync(
            context.Flags.Get(OutputFlags.Json) ? JsonSerializer.Serialize(json, JsonOptions) : line);
}
