using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web;

/// <summary>The addresses of pages, for links.</summary>
internal static class PageAddress
{
    public const string Status = "/";
    public const string Streams = "/showImageStreams";
    public const string Stream = "/showImageStream";
    public const string Graph = "/showDirectedGraph";
    public const string GraphDrawing = "/showDirectedGraph.svg";
    public const string CurrentLog = "/showCurrentBuildLog";
    public const string LastLog = "/showLastBuildLog";
    public const string LogArchive = "/showBuildLogArchive";
    public const string ImageLog = "/showBuildLog";
    public const string AllBuilds = "/showAllBuilds";
    public const string Plugins = "/showPlugins";
    public const string DaemonLog = "/showDaemonLog";

    /// <summary>An address with the bare name behind the question mark, as people and scripts know it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">The name: of a stream, an image, a user.</param>
    public static string Of(string path, string name) => $"{path}?{Escape(name)}";

    /// <summary>The page of a build.</summary>
    public static string OfBuild(BuildId id) => $"/builds/{id}";

    /// <summary>The page that shows the log of a build, and follows it while it grows.</summary>
    public static string OfLogPage(BuildId id) => $"/builds/{id}/log";

    /// <summary>The log of a build as plain text.</summary>
    public static string OfLog(BuildId id) => $"/builds/{id}/log.txt";

    /// <summary>Escapes a name so that it stays readable: slashes and colons, which names are full of, mean nothing in a query.</summary>
    public static string Escape(string name) => Uri.EscapeDataString(name)
        .Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
}
