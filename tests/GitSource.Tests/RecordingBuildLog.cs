using System.Text;
using Imaginator.Logging;

namespace Imaginator.Plugins.GitSource.Tests;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingBuildLog : IBuildLog
{
    private readonly StringBuilder text = new();

    /// <summary>All that was logged.</summary>
    public string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> output)
    {
        lock (text)
        {
            text.Append(Encoding.UTF8.GetString(output));
        }
    }
}
