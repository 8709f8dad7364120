using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Recording.Logs;

/// <summary>
/// The names of log files: the build's name, by which they sort, and the stream, for people. For instance
/// <c>1cwvkx0d5a3m7-base_Debian-12_amd64.log</c>.
/// </summary>
internal static class LogFileName
{
    private const int LongestLabel = 100;
    private const string Suffix = ".log";

    /// <summary>The name of a build's log.</summary>
    public static string Of(BuildId buildId, string streamName)
    {
        var label = string.Create(Math.Min(streamName.Length, LongestLabel), streamName, static (letters, name) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '-' or '.' ? name[i] : '_';
            }
        });
        return $"{buildId}-{label}{Suffix}";
    }

    /// <summary>The build that a file is the log of; null if the file is none.</summary>
    public static BuildId? BuildOf(string fileName, string suffix)
    {
        var dash = fileName.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && fileName.EndsWith(Suffix + suffix, StringComparison.Ordinal)
            && BuildId.TryParse(fileName[..dash], out var id)
                ? id
                : null;
    }
}
