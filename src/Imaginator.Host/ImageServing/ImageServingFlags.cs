using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.ImageServing;

/// <summary>Flags that allow clients to use the served image store without a permission.</summary>
internal static class ImageServingFlags
{
    private const string Group = "Serving images";

    public static Flag<bool> AllowUnauthenticatedReads { get; } = new(
        "imageServerAllowUnauthenticatedReads", FlagTypes.Boolean, false,
        "Allow clients without a certificate to read images and objects.") { Group = Group };

    public static Flag<bool> AllowPublicAddObjects { get; } = new(
        "imageServerAllowPublicAddObjects", FlagTypes.Boolean, false,
        "Allow all clients with a certificate to add objects.") { Group = Group };

    public static Flag<bool> AllowPublicCheckObjects { get; } = new(
        "imageServerAllowPublicCheckObjects", FlagTypes.Boolean, false,
        "Allow all clients with a certificate to check which objects exist.") { Group = Group };

    public static Flag<bool> AllowPublicGetObjects { get; } = new(
        "imageServerAllowPublicGetObjects", FlagTypes.Boolean, false,
        "Allow all clients with a certificate to read objects.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } =
    [
        ListenFlags.Listen, AllowUnauthenticatedReads, AllowPublicAddObjects, AllowPublicCheckObjects, AllowPublicGetObjects,
    ];
}
