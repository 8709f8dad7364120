using System.Collections.Immutable;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.PluginCommands.Packages;

namespace Imaginator.Hosting.PluginCommands;

/// <summary>The flags of <c>imaginator plugin install</c> and <c>update</c>.</summary>
internal static class PluginPackageFlags
{
    private const string Group = "Packages of plugins";

    public static Flag<ImmutableArray<string>> Sources { get; } = new(
        "source", FlagTypes.List, [],
        "Sources of packages: URLs of NuGet feeds, directories of .nupkg files, or NuGet.Config files, whose enabled sources and "
        + "credentials are used. Required to install a package by its ID. There is no default source.") { Group = Group };

    public static Flag<string> Checksum { get; } = new(
        "checksum", new FlagType<string>("SHA512", PackageChecksum.Parse, text => text), "",
        "SHA-512 checksum that the package must have: hexadecimal, as sha512sum prints it, or Base64, as NuGet feeds print it.")
    { Group = Group };

    public static Flag<bool> RequireSignature { get; } = new(
        "requireSignature", FlagTypes.Boolean, false,
        "Install only packages with a NuGet signature whose certificate is issued by a CA that this machine trusts. Updates of such a "
        + "package must be signed with the same certificate.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } = [Sources, Checksum, RequireSignature];
}
