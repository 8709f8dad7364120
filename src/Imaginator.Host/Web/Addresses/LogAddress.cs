using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Addresses;

/// <summary>Addresses of parts of a build log; lines are numbered from 1.</summary>
internal static class LogAddress
{
    /// <summary>The query parameter of the first line to show.</summary>
    public const string From = "from";

    /// <summary>The query parameter of the number of lines.</summary>
    public const string Count = "count";

    /// <summary>The query parameter of the text to find.</summary>
    public const string Find = "find";

    /// <summary>The page, at a line.</summary>
    public static string OfLine(BuildId id, int line) => $"{PageAddress.OfLogPage(id)}?{From}={line}#L{line}";

    /// <summary>Lines as a part of the page.</summary>
    public static string OfLines(BuildId id) => $"{PageAddress.OfLogPage(id)}/lines";

    /// <summary>The lines that are added while the build runs, as server-sent events.</summary>
    public static string OfFollowing(BuildId id) => $"{PageAddress.OfLogPage(id)}/follow";

    /// <summary>The numbers of the lines that contain a text.</summary>
    public static string OfFinding(BuildId id) => $"{PageAddress.OfLogPage(id)}/matches";
}
