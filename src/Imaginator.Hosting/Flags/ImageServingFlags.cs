using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags about serving the embedded store to others, as an image server.</summary>
public static class ImageServingFlags
{
    private const string Group = "Serving images";

    /// <summary>Where to serve the store.</summary>
    public static Flag<string> Listen { get; } = new(
        "imageServerListen", FlagTypes.Text, "",
        "ADDRESS:PORT (or :PORT) where the embedded store is served as ImageServer and ObjectServer; empty for nowhere. "
        + "What runs in images cannot connect to it.") { Group = Group };

    /// <summary>Whether reading takes no certificate.</summary>
    public static Flag<bool> AllowUnauthenticatedReads { get; } = new(
        "imageServerAllowUnauthenticatedReads", FlagTypes.Boolean, false,
        "Let everyone read images and objects, without a certificate.") { Group = Group };

    /// <summary>Whether adding objects takes no permission.</summary>
    public static Flag<bool> AllowPublicAddObjects { get; } = new(
        "imageServerAllowPublicAddObjects", FlagTypes.Boolean, false,
        "Let everyone with a certificate add objects.") { Group = Group };

    /// <summary>Whether looking for objects takes no permission.</summary>
    public static Flag<bool> AllowPublicCheckObjects { get; } = new(
        "imageServerAllowPublicCheckObjects", FlagTypes.Boolean, false,
        "Let everyone with a certificate ask which objects there are.") { Group = Group };

    /// <summary>Whether reading objects takes no permission.</summary>
    public static Flag<bool> AllowPublicGetObjects { get; } = new(
        "imageServerAllowPublicGetObjects", FlagTypes.Boolean, false,
        "Let everyone with a certificate read objects.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } =
        [Listen, AllowUnauthenticatedReads, AllowPublicAddObjects, AllowPublicCheckObjects, AllowPublicGetObjects];
}
