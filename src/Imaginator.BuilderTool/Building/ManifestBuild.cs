using System.Collections.Immutable;
using Imaginator.BuilderTool.Output;
using Imaginator.Building.Builds;
using Imaginator.Building.Streams;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;
using Imaginator.Packagers;

namespace Imaginator.BuilderTool.Building;

/// <summary>What the commands share that build from a manifest directory, without the configuration of a daemon.</summary>
internal static class ManifestBuild
{
    private const string Group = "Build";

    private static readonly Flag<ImmutableArray<string>> BindMounts = new(
        "bindMounts", FlagTypes.List, [], "Directories of this machine that are bound read-only at the same path in the build.")
    { Group = Group };

    private static readonly Flag<string> MtimesCopyFilterFile = new(
        "mtimesCopyFilterFile", FlagTypes.Text, "",
        "File of filter lines of the paths whose mtimes are not copied from the previous image.") { Group = Group };

    private static readonly Flag<TimeSpan> TestTimeout = new(
        "testTimeout", FlagTypes.Duration, TimeSpan.FromSeconds(10), "How long each of the image's tests may take.")
    { Group = Group };

    public static ImmutableArray<Flag> Flags { get; } =
    [
        .. BuildRequestFlags.All, BindMounts, MtimesCopyFilterFile, TestTimeout, FailureTerminal.Flag,
        OutputFlags.AlwaysShowBuildLog,
    ];

    /// <summary>When the build log is shown.</summary>
    public static LogDisplay LogDisplay(CommandContext context) => context.Flags.Get(FailureTerminal.Flag)
        ? Hosting.Progress.LogDisplay.Plain
        : OutputFlags.LogDisplay(context.Flags);

    /// <summary>Opens the site, makes a builder that knows one stream, and works with it.</summary>
    public static async Task<int> RunAsync(
        CommandContext context,
        string streamName,
        string manifestDirectory,
        Func<ImageBuilder, BuildRequest, Task<int>> work,
        CancellationToken cancellationToken)
    {
        var failureShell = FailureTerminal.Of(context);
        foreach (var path in context.Flags.Get(BindMounts))
        {
            if (BindMountPath.FaultOf(path) is { } fault)
            {
                throw new UsageException($"-{BindMounts.Name}: \"{path}\" {fault}");
            }
        }

        if (!StreamName.IsValid(streamName))
        {
            throw new UsageException(
                $"\"{streamName}\" cannot be the name of a stream: it is a path such as users/me/test, without empty, \".\" or \"..\" components");
        }

        SiteBuilder.RequireRoot(context.Flags);
        if (!Directory.Exists(manifestDirectory))
        {
            throw new ImaginatorException($"there is no manifest directory {manifestDirectory}");
        }

        var request = await RequestOfAsync(context, streamName, cancellationToken);
        await using var site = await SiteConfiguration.LoadWithoutMainAsync(context, variablesFile: "", cancellationToken);
        await using var server = await site.Plugins
            .OpenImageServerAsync(SharedFlags.ImageServerUrl(context.Flags), cancellationToken);
        var stream = new ImageStream { Name = streamName, ManifestUrl = UrlOf(manifestDirectory) };
        await using var builder = SiteBuilder.Create(
            context,
            BuildConfiguration.Of(site, new OneStream(stream), Settings(context)),
            server,
            [DaemonFlags.PortNumber.Default],
            failureShell);
        try
        {
            return await work(builder, request);
        }
        catch (SourceImageNeededException e) when (e.TooOld is not null)
        {
            throw new ImaginatorException($"{e.Message}, or take it with -{BuildRequestFlags.MaxSourceAge.Name}=0", e);
        }
    }

    // What is a variable or an escaped letter in a URL is neither in the name of a directory.
    private static string UrlOf(string directory) => "dir://" + Path.GetFullPath(directory)
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("$", "%24", StringComparison.Ordinal);

    private static async Task<BuildRequest> RequestOfAsync(
        CommandContext context, string streamName, CancellationToken cancellationToken) => new()
    {
        StreamName = streamName,
        ExpiresIn = context.Flags.Get(BuildRequestFlags.ExpiresIn),
        MaxSourceAge = context.Flags.Get(BuildRequestFlags.MaxSourceAge),
        MaximumBuildDuration = context.Flags.Get(BuildRequestFlags.MaximumBuildDuration),
        Variables = await BuildRequestFlags.ReadVariablesAsync(context.Flags, cancellationToken),
        TestTimeout = context.Flags.Get(TestTimeout),
        RequestedBy = Environment.UserName,
        // There is no configuration here that says how to build a source image.
        DisableRecursiveBuild = true,
    };

    private static BuildSettings Settings(CommandContext context)
    {
        var filterFile = context.Flags.Get(MtimesCopyFilterFile);
        return new BuildSettings
        {
            PackagerTypes = ImmutableDictionary<string, PackagerType>.Empty,
            BindMounts = context.Flags.Get(BindMounts),
            MtimesCopyFilterLines = filterFile.Length == 0
                ? []
                : [.. File.ReadAllLines(filterFile).Where(line => line.Length > 0 && !line.StartsWith('#'))],
        };
    }

    private sealed class OneStream(ImageStream stream) : IStreamCatalog
    {
        public ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken) =>
            ValueTask.FromResult<StreamDefinition?>(name == stream.Name ? stream : null);
    }
}
