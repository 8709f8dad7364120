using Imaginator.Host.Queue.Output;

namespace Imaginator.Host.Tests.History;

/// <summary>The output of a build that prints nothing.</summary>
internal sealed class NoOutput : IBuildOutput
{
    public long Length => 0;

    public bool IsComplete => true;

    public IBuildOutputReader? TryOpenReader() => null;
}
