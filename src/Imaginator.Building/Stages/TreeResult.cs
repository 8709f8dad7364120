namespace Imaginator.Building.Stages;

/// <summary>The outcome of building a tree.</summary>
internal abstract record TreeResult
{
    private TreeResult()
    {
    }

    /// <summary>The tree is built. The receiver disposes of it.</summary>
    public sealed record Built(BuiltTree Tree) : TreeResult;

    /// <summary>The newest image of the stream was made from the same inputs, and the request accepts it.</summary>
    public sealed record Unchanged(string ImageName) : TreeResult;
}
