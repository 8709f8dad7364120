using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>The streams whose builds wait for each other's source images, outermost first.</summary>
internal sealed record SourceImageChain(ImmutableArray<string> StreamNames)
{
    /// <summary>The chain with the build of one more source image.</summary>
    /// <exception cref="ImaginatorException">The source images form a cycle.</exception>
    public SourceImageChain Append(string streamName)
    {
        var names = StreamNames.Add(streamName);
        var last = names.Length - 1;
        var cycle = SourceImageCycle.Find(
            streamName, name => names.IndexOf(name) is var position && position < last ? names[position + 1] : null);
        return cycle.IsEmpty ? new SourceImageChain(names) : throw new ImaginatorException(SourceImageCycle.Describe(cycle));
    }
}
