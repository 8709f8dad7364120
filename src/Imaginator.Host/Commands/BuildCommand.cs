using Imaginator.Host.Daemon;
using Imaginator.Host.PackageCaching;
using Imaginator.Host.Queue.Admission;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.Host.Commands;

/// <summary><c>imaginator build STREAM</c>: builds one stream in this process, without a daemon.</summary>
internal static class BuildCommand
{
    public static Command Command { get; } = new(
        "build", "STREAM [GIT-BRANCH]", "Build a stream in this process and print the name of its image.", RunAsync)
    {
        Description =
        [
            "Requires root and no daemon. GIT-BRANCH is a branch, tag or commit of the manifest. Source images that are missing are "
            + "built first.",
        ],
        Examples = [new("imaginator build -expiresIn=24h base/debian", "Build an image that expires after a day:")],
        Flags = [.. BuildFlags.All, JsonFlag.Json],
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
                $"unknown stream \"{stream}\": the configuration does not contain it; did you mean \"{nearest}\"?");
        }

        await using var store = await site.Plugins
            .OpenImageStoreAsync(SharedFlags.ImageStoreUrl(context.Flags), cancellationToken);
        var ports = DaemonPorts.Of(context.Flags);
        await using var packages = PackageCacheSetup.Create(context, measurements: null, ports);
        await using var builder = SiteBuilder.Create(
            context,
            BuildConfiguration.Of(site, catalog, configuration.Main.BuildSettings),
            store,
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
        await context.WriteResultAsync(result.ImageName, new { result.ImageName });
        return 0;
    }
}
