using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;

namespace Imaginator.Host.Dependencies;

/// <summary>The location of the manifest of a stream on the default branch. Immutable.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Variables">The variables for the expansion of the manifest, without secret ones.</param>
/// <param name="Url">The expanded URL, which can contain secrets.</param>
/// <param name="Directory">The directory below the root of the URL, without slashes around it; empty for the root.</param>
internal sealed record ManifestLocation(ImageStream Stream, VariableScope Variables, string Url, string Directory)
{
    /// <summary>The name of the file that names the source stream.</summary>
    public const string FileName = "manifest";

    public static ManifestLocation Of(ImageStream stream, IReadOnlyDictionary<string, string> secrets)
    {
        var none = ImmutableDictionary<string, string>.Empty;
        var ofUrl = UrlVariables.ForStream(stream, none, secrets);
        return new ManifestLocation(
            stream,
            VariableScope.ForStream(stream, none),
            ofUrl.Expand(stream.ManifestUrl).Value,
            string.Join('/', ofUrl.ExpandDirectory(stream.ManifestDirectory).Split('/', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>The path of that file below the root of the URL.</summary>
    public string File => Directory.Length == 0 ? FileName : $"{Directory}/{FileName}";
}
