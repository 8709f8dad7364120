using System.Text;
using Imaginator.Logging;

namespace Imaginator.Plugins.GitSource.Tests;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingBuildLog : IBuildLog
{
    private readonly StringBuilder _text = new();

    /// <summary>All that was logged.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> output)
    {
        lock (_text)
        {
            _text.Append(Encoding.UTF8.GetString(output));
        }
    }
}
