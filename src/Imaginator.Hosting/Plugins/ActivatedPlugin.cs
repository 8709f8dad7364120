using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.Manifests;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Plugins;

/// <summary>A running plugin with its parts, by type name or URL scheme.</summary>
internal sealed record ActivatedPlugin
{
    public required LoadedPlugin Plugin { get; init; }

    public required IAsyncDisposable Services { get; init; }

    public required ImmutableArray<KeyValuePair<string, PackagerType>> PackagerTypes { get; init; }

    public required ImmutableArray<KeyValuePair<string, IManifestSource>> ManifestSources { get; init; }

    public required ImmutableArray<KeyValuePair<string, IUploader>> Uploaders { get; init; }
}
