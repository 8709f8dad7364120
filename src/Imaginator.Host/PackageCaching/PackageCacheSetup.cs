using System.Collections.Immutable;
using Imaginator.Building.Measurements;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.PackageCache;
using Imaginator.PackageCache.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.PackageCaching;

/// <summary>Creates the package cache that the flags describe.</summary>
internal static class PackageCacheSetup
{
    /// <summary>
    /// Creates the package cache, which starts with the first command that uses it; null if the flags turn it off. It does not
    /// connect to the ports of the daemon.
    /// </summary>
    public static PackageProxy? Create(CommandContext context, BuildMeasurements? measurements, ImmutableArray<int> daemonPorts)
    {
        var flags = context.Flags;
        return flags.Get(PackageFlags.CacheSize) is > 0 and var size
            ? new PackageProxy(
                new PackageCacheOptions
                {
                    Directory = Path.Combine(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)), "packages"),
                    MaximumBytes = size,
                    IndexMaxAge = flags.Get(PackageFlags.ListsMaxAge),
                    DeniedPorts = [.. daemonPorts.Where(port => port > 0)],
                },
                measurements,
                context.Time,
                context.LoggerFactory.CreateLogger<PackageProxy>())
            : null;
    }
}
