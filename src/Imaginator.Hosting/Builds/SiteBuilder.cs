using System.Collections.Immutable;
using Imaginator.Building;
using Imaginator.Building.Composition;
using Imaginator.Building.Inputs;
using Imaginator.Building.Measurements;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;
using Imaginator.Building.SourceTrees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Building.Workspaces;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Builds;

/// <summary>Creates the builder of a site from its flags, configuration and plugins.</summary>
public static class SiteBuilder
{
    /// <summary>Throws unless this process is root. Creates the state directory.</summary>
    public static void RequireRoot(FlagValues flags)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ImaginatorException(
                "building images requires root: it mounts file systems, changes owners and creates devices; run the command with sudo");
        }

        StateDirectory.Create(flags);
    }

    /// <summary>The package cache, if there is one, must outlive the builder. Programs in images cannot connect to the daemon's ports.</summary>
    public static ImageBuilder Create(
        CommandContext context,
        BuildConfiguration configuration,
        IImageStore store,
        ImmutableArray<int> daemonPorts,
        IFailureShell? failureShell = null,
        BuildMeasurements? measurements = null,
        IPackageCache? packages = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(configuration);
        var state = StateDirectory.Create(context.Flags);
        var logger = context.LoggerFactory.CreateLogger<ImageBuilder>();
        var leftovers = BuildLeftovers.Open(Path.Combine(state, "leftovers"), context.Time, logger);
        try
        {
            var ids = SandboxFactory.CreateIdMap(context.Flags.Get(SharedFlags.UserNamespaces), SandboxFactory.DefaultProgramPath, state, logger);
            var workspaces = WorkspaceRoot.Open(
                Path.Combine(state, "builds"),
                new BuildDiskSettings(context.Flags.Get(SharedFlags.BuildDisk), context.Flags.Get(SharedFlags.BuildDiskSize)),
                hasUserNamespaces: ids is not null,
                logger);
            return new ImageBuilder(new BuildEnvironment
            {
                Streams = configuration.Streams,
                Settings = configuration.Settings,
                ManifestSourceOf = configuration.Plugins.ManifestSourceOf,
                ManifestCacheDirectory = Path.Combine(state, "manifests"),
                ImageStore = store,
                Leftovers = leftovers,
                Sandboxes = new SandboxFactory(
                    SandboxFactory.DefaultProgramPath,
                    context.Time,
                    measurements,
                    leftovers,
                    context.Flags.Get(ContainmentFlags.RequireContainment),
                    ids),
                DeniedPorts = [.. daemonPorts.Where(port => port > 0)],
                FailureShell = failureShell,
                Packages = packages,
                Workspaces = workspaces,
                Trees = WorkingTreeFactory.Open(
                    SourceTreesPath(context.Flags),
                    context.Flags.Get(SharedFlags.TreeCacheSize),
                    workspaces,
                    context.Time,
                    logger,
                    ids),
                Inputs = new InputRecords(Path.Combine(state, "inputs"), logger),
                Secrets = () => configuration.Secrets().Values,
                Measurements = measurements,
                TimeProvider = context.Time,
                Logger = logger,
            });
        }
        catch
        {
            // The records of this process are empty, and their removal waits only for that of others.
            _ = leftovers.DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>Removes the unpacked source images that no build uses, because disk space is scarce.</summary>
    public static void RemoveSourceTrees(CommandContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CacheRelief.Run(SourceTreesPath(context.Flags), context.LoggerFactory.CreateLogger<ImageBuilder>());
    }

    /// <summary>The directory of unpacked source images.</summary>
    public static string SourceTreesPath(FlagValues flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return Path.Combine(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)), "source-trees");
    }
}
