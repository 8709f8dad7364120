using System.Collections.Immutable;
using Imaginator.Building.Streams;

namespace Imaginator.Host.Web.Console.Streams.Details;

/// <summary>Describes the definitions of streams.</summary>
internal static class StreamFacts
{
    /// <summary>The parts of a definition that are set. Values of variables are masked; URLs are not expanded.</summary>
    public static ImmutableArray<StreamFact> Of(StreamDefinition? stream, Func<string, string> mask) =>
    [
        .. (stream switch
        {
            BootstrapStream bootstrap => OfBootstrap(bootstrap),
            ImageStream image => OfImage(image),
            _ => [],
        }).Where(fact => !fact.Lines.IsEmpty),
        .. stream is { Variables.IsEmpty: false }
            ? [new StreamFact("Variables", [.. stream.Variables.Select(variable => $"{variable.Key}={mask(variable.Value)}")])]
            : Array.Empty<StreamFact>(),
    ];

    private static StreamFact[] OfBootstrap(BootstrapStream stream) =>
    [
        Line("Packager type", stream.PackagerType),
        Line("Bootstrap command", string.Join(' ', stream.BootstrapCommand)),
        new StreamFact("Filter", stream.FilterLines),
        Line("Owner users", string.Join(", ", stream.OwnerUsers)),
        Line("Owner groups", string.Join(", ", stream.OwnerGroups)),
    ];

    private static StreamFact[] OfImage(ImageStream stream) =>
    [
        Line("Manifest", stream.ManifestUrl),
        Line("Manifest directory", stream.ManifestDirectory),
        Line("Builder users", string.Join(", ", stream.BuilderUsers)),
        Line("Builder groups", string.Join(", ", stream.BuilderGroups)),
    ];

    private static StreamFact Line(string name, string value) => new(name, value.Length == 0 ? [] : [value]);
}
