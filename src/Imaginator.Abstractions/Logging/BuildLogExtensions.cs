using System.Text;

namespace Imaginator.Logging;

/// <summary>Text on a build log.</summary>
public static class BuildLogExtensions
{
    /// <summary>Appends one line of text.</summary>
    /// <param name="log">The log.</param>
    /// <param name="line">The line, without its line feed.</param>
    public static void WriteLine(this IBuildLog log, string line)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(line);
        log.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
