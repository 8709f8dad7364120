using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.History.Logs;

/// <summary>
/// The names of log files: the build id, by which they sort, and the stream, for people. For example
/// <c>1cwvkx0d5a3m7-base_Debian-12_amd64.log</c>.
/// </summary>
internal static class LogFileName
{
    private const int MaximumLabelLength = 100;
    private const string Suffix = ".log";

    /// <summary>Creates the name of a build's log; the stream name may contain any character.</summary>
    public static string Of(BuildId buildId, string streamName)
    {
        var label = string.Create(Math.Min(streamName.Length, MaximumLabelLength), streamName, static (letters, name) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '-' or '.' ? name[i] : '_';
            }
        });
        return $"{buildId}-{label}{Suffix}";
    }

    /// <summary>
    /// Reads the build id from the name of a log file with <paramref name="suffix"/> after <c>.log</c>; null for
    /// other files.
    /// </summary>
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
