namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>Limits of the packages of plugins. A package can be hostile: a few kilobytes can expand to many gigabytes.</summary>
/// <param name="PackageBytes">The size of the package.</param>
/// <param name="Files">The number of entries of the package.</param>
/// <param name="ExpandedBytes">The size of all its files.</param>
internal sealed record PackageLimits(long PackageBytes, int Files, long ExpandedBytes)
{
    // Several times the size of large plugins, which have a few hundred files and 100 MiB.
    public static PackageLimits Default { get; } = new(256L << 20, 10_000, 1L << 30);
}
