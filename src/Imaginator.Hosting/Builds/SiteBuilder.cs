using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Inputs;
using Imaginator.Building.Measurements;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.WorkingTrees;
using Imaginator.Building.Workspaces;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.ImageStores;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Builds;

/// <summary>Makes the builder of a site from its flags, configuration and plugins.</summary>
public static class SiteBuilder
{
    /// <summary>Refuses to go on without what builds need: root's rights, and a state directory, which is made.</summary>
    /// <param name="flags">Name the state directory.</param>
    /// <exception cref="ImaginatorException">This process is not root, or the directory cannot be used.</exception>
    public static void RequireRoot(FlagValues flags)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new ImaginatorException(
                "building images takes root: it mounts, changes owners and makes devices. Try again with sudo.");
        }

        StateDirectory.Make(flags);
    }

    /// <summary>Makes the builder.</summary>
    /// <param name="context">The flags, the clock, and where log messages go.</param>
    /// <param name="configuration">What the site has configured.</param>
    /// <param name="server">Where images come from and go to.</param>
    /// <param name="daemonPorts">The ports of the daemon on this machine, which nothing in an image may connect to.</param>
    /// <param name="failureShell">Is called where a build fails; null for nobody.</param>
    /// <param name="measurements">What is counted of builds; null for nothing.</param>
    /// <param name="packages">Lets package tools share what they download; null for nothing shared. It must outlive the builder.</param>
    /// <returns>The builder; it uses what it was made from.</returns>
    /// <exception cref="ImaginatorException">The state directory cannot be used.</exception>
    public static ImageBuilder Create(
        CommandContext context,
        BuildConfiguration configuration,
        IImageStore server,
        ImmutableArray<int> daemonPorts,
        IFailureShell? failureShell = null,
        BuildMeasurements? measurements = null,
        IPackageCache? packages = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(configuration);
        var state = StateDirectory.Make(context.Flags);
        var logger = context.LoggerFactory.CreateLogger<ImageBuilder>();
        var workspaces = WorkspaceRoot.Open(Path.Combine(state, "builds"));
        return new ImageBuilder(new BuildEnvironment
        {
            Streams = configuration.Streams,
            Settings = configuration.Settings,
            ManifestSourceOf = configuration.Plugins.ManifestSourceOf,
            ManifestCacheDirectory = Path.Combine(state, "manifests"),
            ImageStore = server,
            Sandboxes = new SandboxFactory(SandboxFactory.DefaultProgramPath, context.Time, measurements),
            DeniedPorts = [.. daemonPorts.Where(port => port > 0)],
            FailureShell = failureShell,
            Packages = packages,
            Workspaces = workspaces,
            Trees = WorkingTreeFactory.Open(
                SourceTreesPath(context.Flags),
                context.Flags.Get(SharedFlags.TreeCacheSize),
                workspaces,
                context.Time,
                logger),
            Inputs = new InputRecords(Path.Combine(state, "inputs"), logger),
            Secrets = () => configuration.Secrets().Values,
            Measurements = measurements,
            Time = context.Time,
            Logger = logger,
        });
    }

    /// <summary>The directory of unpacked source images.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>Its absolute path.</returns>
    public static string SourceTreesPath(FlagValues flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return Path.Combine(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)), "source-trees");
    }
}
