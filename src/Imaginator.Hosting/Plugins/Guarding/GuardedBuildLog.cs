using Imaginator.Logging;

namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>The build log of one call. A call that was given up writes no more.</summary>
internal sealed class GuardedBuildLog(IBuildLog log) : IBuildLog
{
    private volatile bool _isClosed;

    public void Write(ReadOnlySpan<byte> output)
    {
        if (!_isClosed)
        {
            log.Write(output);
        }
    }

    public void Close() => _isClosed = true;
}
