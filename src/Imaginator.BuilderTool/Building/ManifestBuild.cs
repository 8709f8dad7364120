using System.Collections.Immutable;
using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Output;
using Imaginator.Building;
using Imaginator.Building.Builds;
using Imaginator.Building.Documents;
using Imaginator.Building.Manifests;
using Imaginator.Building.Streams;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;
using Imaginator.Linux.Storage;
using Imaginator.Packagers;

namespace Imaginator.BuilderTool.Building;

/// <summary>The common part of commands that build from a manifest directory without the configuration of a daemon.</summary>
internal static class ManifestBuild
{
    public const string CommandGroup = "Build on this machine (requires root)";

    private const string Group = "Build";

    // As in a manifest.
    private const int MaximumFilterBytes = 4 * 1024 * 1024;

    private static readonly Flag<ImmutableArray<string>> BindMounts = new(
        "bindMounts", FlagTypes.List, [], "Directories of this machine that are mounted read-only at the same paths during the build.")
    { Group = Group };

    private static readonly Flag<string> MtimesCopyFilterFile = new(
        "mtimesCopyFilterFile", FlagTypes.File, "",
        "File of filter lines that select paths whose modification times are not copied from the stream's previous image.") { Group = Group };

    private static readonly Flag<TimeSpan> TestTimeout = new(
        "testTimeout", FlagTypes.Duration, TimeSpan.FromSeconds(10), "Maximum duration of each test of the image.")
    { Group = Group };

    public static ImmutableArray<Flag> Flags { get; } =
    [
        .. BuildRequestFlags.All, BindMounts, MtimesCopyFilterFile, TestTimeout, ContainmentFlags.RequireContainment, FailureTerminal.Flag,
        OutputFlags.AlwaysShowBuildLog,
    ];

    public static LogDisplay LogDisplay(CommandContext context) => context.Flags.Get(FailureTerminal.Flag)
        ? Hosting.Progress.LogDisplay.Plain
        : OutputFlags.LogDisplay(context.Flags);

    /// <summary>Runs work with a builder whose only stream has the manifest directory.</summary>
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
                throw new UsageException($"invalid value of -{BindMounts.Name}: \"{path}\" {fault}");
            }
        }

        if (!StreamName.IsValid(streamName))
        {
            throw new UsageException(
                $"invalid stream name \"{streamName}\": it must be a path such as users/me/test without empty, \".\" or \"..\" components");
        }

        SiteBuilder.RequireRoot(context.Flags);
        if (!Directory.Exists(manifestDirectory))
        {
            throw new ImaginatorException($"cannot read the manifest directory \"{manifestDirectory}\": it does not exist");
        }

        var request = await RequestOfAsync(context, streamName, cancellationToken);
        await using var site = await SiteConfiguration.LoadWithoutMainAsync(context, variablesFile: "", cancellationToken);
        await using var store = await site.Plugins
            .OpenImageStoreAsync(SharedFlags.ImageStoreUrl(context.Flags), cancellationToken);
        var stream = new ImageStream { Name = streamName, ManifestUrl = UrlOf(manifestDirectory) };
        await using var builder = SiteBuilder.Create(
            context,
            BuildConfiguration.Of(site, new OneStream(stream), Settings(context)),
            store,
            [ConnectionFlags.PortNumber.Default],
            failureShell);
        try
        {
            return await work(builder, request);
        }
        catch (SourceImageNeededException e) when (e.TooOld is not null)
        {
            throw new ImaginatorException($"{e.Message}, or use it as it is with -{BuildRequestFlags.MaxSourceAge.Name}=0", e);
        }
    }

    // A dollar or percent sign in the name of a directory starts neither a variable nor an escaped letter.
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
        Variables = await BuildRequestFlags.ReadVariablesAsync(context, cancellationToken),
        TestTimeout = context.Flags.Get(TestTimeout),
        RequestedBy = Environment.UserName,
        // This program has no configuration of streams: it cannot build a source image.
        DisableRecursiveBuild = true,
    };

    private static BuildSettings Settings(CommandContext context) => new()
    {
        PackagerTypes = ImmutableDictionary<string, PackagerType>.Empty,
        BindMounts = context.Flags.Get(BindMounts),
        MtimesCopyFilterLines = ReadFilter(context.Flags.Get(MtimesCopyFilterFile)),
    };

    private static ImmutableArray<string> ReadFilter(string file)
    {
        if (file.Length == 0)
        {
            return [];
        }

        try
        {
            var faults = new FaultList();
            var lines = FilterLineList.Check(
                TextList.Parse(RegularFile.ReadAll(file, MaximumFilterBytes), file, faults), file, faults);
            return faults.HasErrors ? throw new ImaginatorException(string.Join('\n', faults.ToImmutable())) : lines;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot read \"{file}\" of -{MtimesCopyFilterFile.Name}: {e.Clause()}", e);
        }
    }

    private sealed class OneStream(ImageStream stream) : IStreamCatalog
    {
        public ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken) =>
            ValueTask.FromResult<StreamDefinition?>(name == stream.Name ? stream : null);
    }
}
