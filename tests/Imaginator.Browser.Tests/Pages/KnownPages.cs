using System.Collections.Immutable;

namespace Imaginator.Browser.Tests.Pages;

/// <summary>
/// The pages of the daemon, by the patterns of their routes. <c>KnownPageTests</c> of Imaginator.Host.Tests compares them with the routes of
/// the program. Addresses have names in braces for names of the site.
/// </summary>
internal static class KnownPages
{
    public static ImmutableArray<(string Route, string Address)> All { get; } =
    [
        ("/", "/"),
        ("/showImageStreams", "/showImageStreams"),
        ("/showImageStreams", "/showImageStreams?directory=web&sort=result"),
        ("/showImageStream", "/showImageStream?{stream}"),
        ("/showImageStream", "/showImageStream?{failing}"),
        ("/failing", "/failing"),
        ("/showDirectedGraph", "/showDirectedGraph"),
        ("/dashboards", "/dashboards"),
        ("/showPlugins", "/showPlugins"),
        ("/showDaemonLog", "/showDaemonLog"),
        ("/audit", "/audit"),
        ("/notifications", "/notifications"),
        ("/showAllBuilds", "/showAllBuilds"),
        ("/showGoodBuilds", "/showGoodBuilds"),
        ("/showErrorBuilds", "/showErrorBuilds"),
        ("/showStreamAllBuilds", "/showStreamAllBuilds?{stream}"),
        ("/showStreamGoodBuilds", "/showStreamGoodBuilds?{stream}"),
        ("/showStreamErrorBuilds", "/showStreamErrorBuilds?{failing}"),
        ("/showRequestorAllBuilds", "/showRequestorAllBuilds?ann"),
        ("/showRequestorGoodBuilds", "/showRequestorGoodBuilds?ann"),
        ("/showRequestorErrorBuilds", "/showRequestorErrorBuilds?ann"),
        ("/showBuildLogArchive", "/showBuildLogArchive"),
        ("/builds/{id}", "/builds/{build}"),
        ("/builds/{id}", "/builds/{failed}"),
        ("/builds/{id}/log", "/builds/{build}/log"),
        ("/builds/{id}/log", "/builds/{failed}/log?find=step"),
        ("/listImages", "/listImages"),
        ("/listImages", "/listImages?{stream}"),
        ("/listDirectories", "/listDirectories"),
        ("/showImage", "/showImage?{image}"),
        ("/listImage", "/listImage?{image}"),
        ("/listPackages", "/listPackages?{image}"),
        ("/listFilter", "/listFilter?{image}"),
        ("/listTriggers", "/listTriggers?{image}"),
        ("/images/files", "/images/files?image={image}&path=/etc"),
        ("/images/file", "/images/file?image={image}&path=/etc/motd"),
        ("/images/sizes", "/images/sizes?image={image}&path=/"),
        ("/images/diff", "/images/diff?image={previous}&with={image}"),
        ("/images/diff", "/images/diff?image={previous}&with={image}&path=/etc/motd"),
        ("/images/history", "/images/history?stream={stream}&path=/etc/motd"),
        ("/api/v1/reference", "/api/v1/reference"),
    ];

    /// <summary>The pages whose accessibility <c>./test.sh</c> checks.</summary>
    public static ImmutableArray<string> Kinds { get; } =
    [
        "/",
        "/showImageStreams?directory=web&sort=result",
        "/showImageStream?{stream}",
        "/showDirectedGraph",
        "/dashboards",
        "/builds/{failed}",
        "/builds/{build}/log",
        "/showImage?{image}",
        "/images/files?image={image}&path=/etc",
        "/images/sizes?image={image}&path=/",
        "/images/diff?image={previous}&with={image}&path=/etc/motd",
        "/api/v1/reference",
    ];

    /// <summary>Routes that answer no page by themselves: texts, data, downloads, parts of pages, and redirections.</summary>
    public static ImmutableArray<string> Others { get; } =
    [
        "/assets/{version}/{**file}",
        "/builds/{id}/log.txt",
        "/builds/{id}/log/follow",
        "/builds/{id}/log/lines",
        "/builds/{id}/log/matches",
        "/data/durations",
        "/data/graph",
        "/data/image-sizes",
        "/data/trend",
        "/getObject",
        "/listBuildLog",
        "/listComputedInodes",
        "/listReleaseNotes",
        "/schemas/{name}.json",
        "/showBuildLog",
        "/showCurrentBuildLog",
        "/showDirectedGraph.dot",
        "/showDirectedGraph.svg",
        "/showLastBuildLog",
        "/sign-in",

        // SignInPageTests opens it: it exists only with a provider.
        "/signed-out",
    ];
}
