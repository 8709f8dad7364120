using System.Text;

namespace Imaginator.Logging;

/// <summary>Writes text to build logs.</summary>
public static class BuildLogExtensions
{
    /// <summary>Appends one line of text, encoded as UTF-8.</summary>
    /// <param name="log">The build log.</param>
    /// <param name="line">The line without a line feed; the method appends one.</param>
    public static void WriteLine(this IBuildLog log, string line)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(line);
        log.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
