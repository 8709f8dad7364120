using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.Manifests;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Plugins;

/// <summary>A plugin that runs, with its parts by what each is asked for.</summary>
internal sealed record ActivatedPlugin
{
    public required LoadedPlugin Plugin { get; init; }

    public required IAsyncDisposable Services { get; init; }

    public required ImmutableArray<KeyValuePair<string, PackagerType>> PackagerTypes { get; init; }

    public required ImmutableArray<KeyValuePair<string, IManifestSource>> ManifestSources { get; init; }

    public required ImmutableArray<KeyValuePair<string, IUploader>> ImageServerProviders { get; init; }
}
