using System.Collections.Immutable;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Hosting.Plugins.Guarding.Notifiers;
using Imaginator.Hosting.Plugins.Guarding.Stores;
using Imaginator.ImageStores;
using Imaginator.Manifests;
using Imaginator.Notifications;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Plugins;

/// <summary>A running plugin with its parts, by type name or URL scheme.</summary>
internal sealed record ActivatedPlugin
{
    public required LoadedPlugin Plugin { get; init; }

    /// <summary>Whether the plugin comes with the product.</summary>
    public required bool IsOfProduct { get; init; }

    /// <summary>Calls the plugin; null before <see cref="GuardedBy"/>.</summary>
    public PluginGuard? Guard { get; init; }

    public required IAsyncDisposable Services { get; init; }

    public required ImmutableArray<KeyValuePair<string, PackagerType>> PackagerTypes { get; init; }

    public required ImmutableArray<KeyValuePair<string, IManifestSource>> ManifestSources { get; init; }

    public required ImmutableArray<KeyValuePair<string, IUploader>> Uploaders { get; init; }

    public ImmutableArray<KeyValuePair<string, INotifier>> Notifiers { get; init; } = [];

    /// <summary>
    /// The plugin with guarded parts. The stores of the product have no guard: it would cost each object a thread switch. Their fetches
    /// have one, because a file server that hangs can block them, and their notifiers, because receivers can.
    /// </summary>
    public ActivatedPlugin GuardedBy(PluginGuard guard) => this with
    {
        Guard = guard,
        Services = IsOfProduct ? Services : new GuardedPart(Plugin.Name, Services, guard),
        ManifestSources =
        [
            .. ManifestSources.Select(pair => KeyValuePair.Create<string, IManifestSource>(
                pair.Key, new GuardedManifestSource(pair.Key, pair.Value, guard))),
        ],
        Uploaders = IsOfProduct
            ? Uploaders
            : [.. Uploaders.Select(pair => KeyValuePair.Create(pair.Key, GuardedUploader.Of(pair.Key, pair.Value, guard)))],
        Notifiers =
        [
            .. Notifiers.Select(pair => KeyValuePair.Create<string, INotifier>(
                pair.Key, new GuardedNotifier(pair.Key, pair.Value, guard))),
        ],
    };
}
