using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Addresses;

/// <summary>Addresses of pages, for routes and links, without the path under which a proxy serves them.</summary>
internal static class PageAddress
{
    public const string Status = "/";
    public const string Streams = "/showImageStreams";
    public const string Stream = "/showImageStream";
    public const string Failing = "/failing";
    public const string Graph = "/showDirectedGraph";
    public const string GraphDrawing = "/showDirectedGraph.svg";
    public const string GraphText = "/showDirectedGraph.dot";
    public const string CurrentLog = "/showCurrentBuildLog";
    public const string LastLog = "/showLastBuildLog";
    public const string LogArchive = "/showBuildLogArchive";
    public const string ImageLog = "/showBuildLog";
    public const string AllBuilds = "/showAllBuilds";
    public const string Dashboards = "/dashboards";
    public const string Plugins = "/showPlugins";
    public const string DaemonLog = "/showDaemonLog";
    public const string Audit = "/audit";
    public const string Notifications = "/notifications";

    /// <summary>An address with a name (of a stream, image or user) as its whole query: people type these, and scripts use them.</summary>
    public static string Of(string path, string name) => $"{path}?{Escape(name)}";

    /// <summary>The page of a build.</summary>
    public static string OfBuild(BuildId id) => $"/builds/{id}";

    /// <summary>The page that shows the log of a build and follows it while it grows.</summary>
    public static string OfLogPage(BuildId id) => $"/builds/{id}/log";

    /// <summary>The log of a build as plain text.</summary>
    public static string OfLog(BuildId id) => $"/builds/{id}/log.txt";

    /// <summary>Escapes a name so that it stays readable: slashes and colons are common in names and have no meaning in a query.</summary>
    public static string Escape(string name) => Uri.EscapeDataString(name)
        .Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
}
