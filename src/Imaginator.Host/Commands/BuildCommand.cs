using Imaginator.Host.Daemon;
using Imaginator.Host.PackageCaching;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.Host.Commands;

/// <summary><c>imaginator build STREAM</c>: builds one stream in this process, without a daemon.</summary>
internal static class BuildCommand
{
    public static Command Command { get; } = new(
        "build", "STREAM [GIT-BRANCH]", "builds one stream here, and its source images where missing; prints the image's name",
        RunAsync)
    {
        Flags = BuildFlags.All,
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        SiteBuilder.RequireRoot(context.Flags);
        await using var site = await SiteConfiguration.LoadAsync(context, cancellationToken);
        var configuration = site.RequireUsable(context.Error);
        var catalog = configuration.Catalog;
        var stream = context.Operands[0];
        if (catalog.Find(stream) is null && catalog.FindNearest(stream) is { } nearest)
        {
            throw new ImaginatorException(
                $"{stream}: unknown stream: the configuration does not have it; did you mean {nearest}?");
        }

        await using var server = await site.Plugins
            .OpenImageServerAsync(SharedFlags.ImageServerUrl(context.Flags), cancellationToken);
        var ports = DaemonPorts.Of(context.Flags);
        await using var packages = PackageCacheSetup.Create(context, measurements: null, ports);
        await using var builder = SiteBuilder.Create(
            context,
            BuildConfiguration.Of(site, catalog, configuration.Main.BuildSettings),
            server,
            ports,
            packages: packages);
        var request = BuildFlags.ToRequest(context.Flags) with
        {
            StreamName = stream,
            GitBranch = context.Operands.ElementAtOrDefault(1),
            MaximumBuildDuration = context.Flags.Get(BoundsFlags.MaximumBuildDuration),
        };
        var result = await BuildProgress.ShowAsync(
            observer => builder.BuildAsync(request, observer, cancellationToken));
        await context.Output.WriteLineAsync(result.ImageName);
        return 0;
    }
}
