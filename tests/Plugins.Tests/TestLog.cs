using System.Text;
using Imaginator.Logging;

namespace Plugins.Tests;

/// <summary>A build log that keeps what was written.</summary>
internal sealed class TestLog : IBuildLog
{
    private readonly StringBuilder _text = new();

    public void Write(ReadOnlySpan<byte> output) => _text.Append(Encoding.UTF8.GetString(output));

    public override string ToString() => _text.ToString();
}
