using System.Globalization;

namespace Imaginator.Building.Documents;

/// <summary>A location in the configuration.</summary>
/// <param name="Source">The file or URL; of a URL, the form without secrets.</param>
/// <param name="Line">The line, counted from 1; 0 if the fault concerns the whole source.</param>
/// <param name="Path">The JSON path, for instance <c>$.BootstrapStreams['base/debian'].PackagerType</c>; empty for none.</param>
public sealed record ConfigurationLocation(string Source, int Line = 0, string Path = "")
{
    /// <summary>Writes the location as <c>SOURCE:LINE: PATH</c>.</summary>
    public override string ToString() =>
        Source + (Line > 0 ? Line.ToString(":0", CultureInfo.InvariantCulture) : "") + (Path.Length > 0 ? ": " + Path : "");
}
