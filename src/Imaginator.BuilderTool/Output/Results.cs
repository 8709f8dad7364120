using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Output;

/// <summary>Results on standard output: a line for people and scripts, or JSON where <c>-json</c> asks for it.</summary>
internal static class Results
{
    /// <summary>How all JSON of this program is written.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // For terminals and other programs, not for HTML: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a result.</summary>
    /// <param name="context">The flags and standard output.</param>
    /// <param name="line">The result in a line.</param>
    /// <param name="json">The same for programs.</param>
    public static Task WriteAsync(CommandContext context, string line, object json) =>
        context.Output.WriteLineAsync(
            context.Flags.Get(OutputFlags.Json) ? JsonSerializer.Serialize(json, JsonOptions) : line);
}
