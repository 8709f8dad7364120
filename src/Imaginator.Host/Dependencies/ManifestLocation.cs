using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;

namespace Imaginator.Host.Dependencies;

/// <summary>Where the manifest of a stream is, on the default branch.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Variables">The variables that its manifest is expanded with: no secret ones.</param>
/// <param name="Url">The URL, expanded; may hold secrets.</param>
/// <param name="Directory">The directory below the URL's root, without slashes around it; empty for the root.</param>
internal sealed record ManifestLocation(ImageStream Stream, VariableScope Variables, string Url, string Directory)
{
    /// <summary>The name of the file that says what the stream builds on.</summary>
    public const string FileName = "manifest";

    /// <summary>Finds the place.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="secrets">The secret variables.</param>
    /// <returns>The place.</returns>
    public static ManifestLocation Of(ImageStream stream, IReadOnlyDictionary<string, string> secrets)
    {
        var none = ImmutableDictionary<string, string>.Empty;
        var ofUrl = VariableScope.ForStream(stream, none, secrets);
        return new ManifestLocation(
            stream,
            VariableScope.ForStream(stream, none),
            ofUrl.Expand(stream.ManifestUrl),
            string.Join('/', ofUrl.Expand(stream.ManifestDirectory).Split('/', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>The path of that file below the URL's root.</summary>
    public string File => Directory.Length == 0 ? FileName : $"{Directory}/{FileName}";
}
